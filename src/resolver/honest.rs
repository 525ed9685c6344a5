//! Answers of a resolver that makes some up.

use std::net::IpAddr;

use futures_util::future::BoxFuture;

use crate::dns::{Answer, Dns, Failure, Question};

/// Takes addresses that a resolver gives to names that do not exist for what they are: such a look-up
/// has failed ([`Failure::Rewritten`]).
pub struct Honest<'a> {
    below: &'a dyn Dns,
    made_up: &'a [IpAddr],
}

impl<'a> Honest<'a> {
    /// Over answers of `below`, which gives `made_up` to names that do not exist.
    pub fn new(below: &'a dyn Dns, made_up: &'a [IpAddr]) -> Honest<'a> {
        Honest { below, made_up }
    }
}

impl Dns for Honest<'_> {
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
        Box::pin(async move {
            let answer = self.below.ask(question).await;
            if self.made_up.is_empty() {
                return answer;
            }
            let response = answer?;
            let mut addresses = response.records.iter().filter_map(|record| record.ip()).peekable();
            let is_made_up = addresses.peek().is_some() && addresses.all(|ip| self.made_up.contains(&ip));
            if is_made_up { Err(Failure::Rewritten) } else { Ok(response) }
        })
    }
}
