//! Networks and sets of addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// True when the first `length` bits of both are the same; a length of 0 holds everything.
pub(super) fn contains4(network: Ipv4Addr, length: u8, ip: Ipv4Addr) -> bool {
    let differ = u32::from(network) ^ u32::from(ip);
    differ.checked_shr(32 - u32::from(length.min(32))).unwrap_or(0) == 0
}

/// The same for IPv6.
pub(super) fn contains6(network: Ipv6Addr, length: u8, ip: Ipv6Addr) -> bool {
    let differ = u128::from(network) ^ u128::from(ip);
    differ.checked_shr(128 - u32::from(length.min(128))).unwrap_or(0) == 0
}

/// Addresses, as ranges that are joined when they are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Networks {
    ip4: Vec<(u32, u32)>,
    ip6: Vec<(u128, u128)>,
}

impl Networks {
    /// Adds the network of an address.
    pub(super) fn add(&mut self, ip: IpAddr, length: u8) {
        match ip {
            IpAddr::V4(ip) => {
                let host = u32::MAX.checked_shr(length.min(32).into()).unwrap_or(0);
                let first = u32::from(ip) & !host;
                self.ip4.push((first, first | host));
            }
            IpAddr::V6(ip) => {
                let host = u128::MAX.checked_shr(length.min(128).into()).unwrap_or(0);
                let first = u128::from(ip) & !host;
                self.ip6.push((first, first | host));
            }
        }
    }

    /// Adds all of another set.
    pub(super) fn extend(&mut self, other: &Networks) {
        self.ip4.extend(&other.ip4);
        self.ip6.extend(&other.ip6);
    }

    /// True when the network is in the set whole.
    pub(super) fn holds(&self, ip: IpAddr, length: u8) -> bool {
        let mut one = Networks::default();
        one.add(ip, length);
        one.ip4.iter().all(|(first, last)| self.ip4.iter().any(|(a, b)| a <= first && last <= b))
            && one.ip6.iter().all(|(first, last)| self.ip6.iter().any(|(a, b)| a <= first && last <= b))
    }

    /// Returns an IPv4 address that is not in the set: one of those kept for documentation where it can be; the
    /// first of these where the set holds them all.
    pub(super) fn ip4_outside(&self) -> Ipv4Addr {
        let kept = [[192, 0, 2, 211], [198, 51, 100, 211], [203, 0, 113, 211], [198, 18, 211, 1]];
        let kept = kept.map(Ipv4Addr::from);
        let is_free = |ip: &Ipv4Addr| !self.holds(IpAddr::V4(*ip), 32);
        let mut ends = self.ip4.iter().map(|(_, last)| Ipv4Addr::from(last.wrapping_add(1)));
        kept.iter().copied().find(is_free).or_else(|| ends.find(is_free)).unwrap_or(kept[0])
    }

    /// The same for IPv6.
    pub(super) fn ip6_outside(&self) -> Ipv6Addr {
        let kept: [Ipv6Addr; 2] = [
            Ipv6Addr::new(0x2001, 0xdb8, 0xd3d3, 0, 0, 0, 0, 0xd3),
            Ipv6Addr::new(0x3fff, 0xd3d, 0xd3d3, 0, 0, 0, 0, 0xd3),
        ];
        let is_free = |ip: &Ipv6Addr| !self.holds(IpAddr::V6(*ip), 128);
        let mut ends = self.ip6.iter().map(|(_, last)| Ipv6Addr::from(last.wrapping_add(1)));
        kept.iter().copied().find(is_free).or_else(|| ends.find(is_free)).unwrap_or(kept[0])
    }

    /// How many IPv4 addresses there are, each counted once; at most 2^32.
    pub(super) fn ip4_addresses(&self) -> u64 {
        let mut ranges = self.ip4.clone();
        ranges.sort_unstable();
        let mut count = 0;
        // The first address that is not counted yet.
        let mut next = 0;
        for (first, last) in ranges {
            let (first, end) = (u64::from(first).max(next), u64::from(last) + 1);
            if end > first {
                count += end - first;
                next = end;
            }
        }
        count
    }

    /// How many IPv6 networks there are, without those inside others.
    pub(super) fn ip6_networks(&self) -> usize {
        let mut ranges = self.ip6.clone();
        ranges.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        let mut count = 0;
        let mut covered: Option<u128> = None;
        for (first, last) in ranges {
            if covered.is_none_or(|covered| first > covered) {
                count += 1;
                covered = Some(last);
            }
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_of_any_length() {
        let ip = |text: &str| text.parse::<Ipv4Addr>().unwrap();
        assert!(contains4(ip("192.0.2.0"), 24, ip("192.0.2.255")));
        assert!(!contains4(ip("192.0.2.0"), 24, ip("192.0.3.0")));
        assert!(contains4(ip("0.0.0.0"), 0, ip("255.255.255.255")));
        assert!(!contains4(ip("192.0.2.1"), 32, ip("192.0.2.0")));
        let ip = |text: &str| text.parse::<Ipv6Addr>().unwrap();
        assert!(contains6(ip("::"), 0, ip("ff::")));
        assert!(!contains6(ip("2001:db8::"), 128, ip("2001:db8::1")));
        assert!(contains6(ip("2001:db8::"), 127, ip("2001:db8::1")));
    }

    #[test]
    fn overlapping_networks_count_once() {
        let mut networks = Networks::default();
        for (network, length) in
            [("192.0.2.0", 24), ("192.0.2.128", 25), ("192.0.2.7", 32), ("198.51.100.1", 32)]
        {
            networks.add(network.parse().unwrap(), length);
        }
        assert_eq!(networks.ip4_addresses(), 257);
        assert!(networks.holds("192.0.2.64".parse().unwrap(), 26));
        assert!(!networks.holds("192.0.0.0".parse().unwrap(), 16));
        networks.add("10.0.0.0".parse().unwrap(), 0);
        assert_eq!(networks.ip4_addresses(), 1 << 32);
        for (network, length) in [("2001:db8::", 32), ("2001:db8:1::", 48), ("::1", 128)] {
            networks.add(network.parse().unwrap(), length);
        }
        assert_eq!(networks.ip6_networks(), 2);
    }
}
