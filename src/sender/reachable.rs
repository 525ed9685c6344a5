//! Addresses that nobody on the Internet can reach, or send from.

use std::net::IpAddr;

/// True for addresses that a server on the Internet can have.
pub fn is_public(ip: IpAddr) -> bool {
    !is_unroutable(ip) && !is_documentation(ip)
}

/// True for private, shared, loopback, link-local, unspecified, multicast and reserved addresses
/// (RFC 6890). Documentation addresses are not counted; [`is_public`] leaves them out.
pub fn is_unroutable(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let [first, second, ..] = ip.octets();
            ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_multicast()
                || first == 0
                || first >= 240
                || (first == 100 && (64..128).contains(&second))
                || (first == 198 && (second == 18 || second == 19))
                || ip.octets().starts_with(&[192, 0, 0])
        }
        IpAddr::V6(ip) => {
            ip.is_loopback()
                || ip.is_unspecified()
                || ip.is_unique_local()
                || ip.is_unicast_link_local()
                || ip.is_multicast()
                || ip.to_ipv4_mapped().is_some()
                || ip.segments()[..4] == [0x100, 0, 0, 0]
                || ip.segments()[..3] == [0x64, 0xff9b, 1]
        }
    }
}

/// True for the addresses of examples (RFC 5737, RFC 3849, RFC 9637).
pub fn is_documentation(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_documentation(),
        IpAddr::V6(ip) => {
            let segments = ip.segments();
            (segments[0] == 0x2001 && segments[1] == 0xdb8) || (segments[0] == 0x3fff && segments[1] < 0x1000)
        }
    }
}
