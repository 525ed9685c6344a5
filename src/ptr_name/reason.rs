//! The words for an address in a name.

use std::net::IpAddr;

use super::address4::{Form, Order, Writing};

/// "the address 198.51.100.7 is in the name, reversed".
pub(super) fn address(ip: IpAddr, form: Form) -> String {
    match form {
        Form::Whole(writing, order) => {
            format!("the address {ip} is in the name{}{}", written(writing), ordered(order))
        }
        Form::ThreeOctets(writing) => {
            format!("three octets of the address {ip} stand in the name{}", written(writing))
        }
        Form::InDomain => format!("the network of the address {ip} is in the name of the domain"),
        Form::TwoOctets { third, fourth, .. } => {
            format!("the last two octets of the address {ip}, {third} and {fourth}, stand in the name")
        }
        Form::LastOctet { octet, alone: true } => {
            format!("the first label is {octet}, the last octet of the address {ip}")
        }
        Form::LastOctet { octet, alone: false } => {
            format!("the last octet of the address {ip}, {octet}, is in the name, with a provider's word")
        }
        Form::Nibbles { count: 32, order } => {
            format!("the address {ip} is in the name, in hexadecimal digits{}", ordered(order))
        }
        Form::Nibbles { count, order } => {
            format!("{count} hexadecimal digits of the address {ip} stand in the name{}", ordered(order))
        }
        Form::Groups { count: 8, order } => {
            format!("the address {ip} is in the name, group by group{}", ordered(order))
        }
        Form::Groups { count, order } => {
            format!("{count} groups of the address {ip} stand in the name{}", ordered(order))
        }
        Form::Other(other) => {
            format!("an address is in the name, {other}, which is not {ip}")
        }
    }
}

fn written(writing: Writing) -> &'static str {
    match writing {
        Writing::Decimal => "",
        Writing::RunTogether => ", run together",
        Writing::Hexadecimal => ", in hexadecimal",
        Writing::Integer => ", as one number",
        Writing::Base32 => ", in base 32",
    }
}

fn ordered(order: Order) -> &'static str {
    match order {
        Order::Forward => "",
        Order::Reversed => ", reversed",
        Order::Mixed => ", its octets in another order",
    }
}
