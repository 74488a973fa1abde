//! Where a redirect may lead, and which hosts are our own.

use std::collections::BTreeMap;
use std::future::ready;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::sync::{Arc, Mutex, PoisonError};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Url, header};

use super::error::RedirectRefused;

/// How many redirects are followed. To https, to `www.`, to a language and to the file itself makes four.
const MAX_REDIRECTS: usize = 5;

/// The way of one request: the address that was asked for, and those it was sent on to.
#[derive(Debug)]
pub(super) struct Route {
    way: Vec<Url>,
}

impl Route {
    pub(super) fn from(url: Url) -> Self {
        Self { way: vec![url] }
    }

    /// The address that is to be asked now.
    pub(super) fn here(&self) -> &Url {
        self.way.last().unwrap_or_else(|| unreachable!("a way has a beginning"))
    }

    /// Goes on to where an answer sends it, if one may follow.
    pub(super) fn follow(
        &mut self,
        response: &header::HeaderMap,
        addresses: &Addresses,
    ) -> Result<(), RedirectRefused> {
        let here = self.here();
        let written = response.get(header::LOCATION).map(header::HeaderValue::as_bytes);
        let written = String::from_utf8_lossy(written.unwrap_or_default()).into_owned();
        let next = match here.join(&written) {
            Ok(next) if !written.is_empty() && matches!(next.scheme(), "http" | "https") => next,
            _ => return Err(RedirectRefused::Nowhere { written }),
        };
        if here.scheme() == "https" && next.scheme() != "https" {
            return Err(RedirectRefused::Unencrypted { next: next.into() });
        }
        if self.way.contains(&next) {
            return Err(RedirectRefused::Circle { next: next.into() });
        }
        if self.way.len() > MAX_REDIRECTS {
            let limit = MAX_REDIRECTS;
            let next = next.into();
            return Err(RedirectRefused::TooMany { limit, next });
        }
        if addresses.is_local(&next) && !addresses.is_local(here) {
            return Err(RedirectRefused::Inward { next: next.into() });
        }
        self.way.push(next);
        Ok(())
    }
}

/// What host names resolve to, each asked once a run: what was found to be public is what is connected to.
#[derive(Clone, Debug, Default)]
pub(super) struct Addresses {
    known: Arc<Mutex<BTreeMap<String, Vec<IpAddr>>>>,
}

impl Addresses {
    /// Does the address lead into this machine or its own network?
    ///
    /// A name that does not resolve leads nowhere from here: behind a proxy, it is the proxy that resolves it.
    pub(super) fn is_local(&self, url: &Url) -> bool {
        match url.host() {
            Some(url::Host::Ipv4(address)) => is_local(address.into()),
            Some(url::Host::Ipv6(address)) => is_local(address.into()),
            Some(url::Host::Domain(name)) => self.of(name).into_iter().any(is_local),
            None => false,
        }
    }

    fn of(&self, name: &str) -> Vec<IpAddr> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(name) {
            return found.clone();
        }
        let found = (name, 0).to_socket_addrs().map(|all| all.map(|one| one.ip()).collect());
        let found: Vec<IpAddr> = found.unwrap_or_default();
        known().insert(name.to_owned(), found.clone());
        found
    }
}

impl Resolve for Addresses {
    fn resolve(&self, name: Name) -> Resolving {
        let found = self.of(name.as_str());
        let answer = if found.is_empty() {
            Err(format!("the name {} does not resolve to an address", name.as_str()).into())
        } else {
            let addresses = found.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(addresses) as Addrs)
        };
        Box::pin(ready(answer))
    }
}

/// Loopback, private, link-local and the like: nothing that the net can reach by this address. Addresses that carry one of
/// IPv4 are what they carry.
pub(super) fn is_local(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_local_v4(address),
        IpAddr::V6(address) => {
            let [first, second, ..] = address.segments();
            address.is_loopback()
                || address == Ipv6Addr::UNSPECIFIED
                || address.is_unique_local()
                || address.is_unicast_link_local()
                || address.is_multicast()
                // fec0::/10, site-local (RFC 3879).
                || first & 0xffc0 == 0xfec0
                // 64:ff9b:1::/48, translation within a network (RFC 8215).
                || (first == 0x64 && second == 0xff9b && address.segments()[2] == 1)
                || carried(address).is_some_and(is_local_v4)
        }
    }
}

fn is_local_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_multicast()
        // 0.0.0.0/8 reaches this machine on Linux.
        || first == Ipv4Addr::UNSPECIFIED.octets()[0]
        // 100.64.0.0/10, between a provider and its customers.
        || (first == 100 && second & 0xc0 == 64)
        // 192.0.0.0/24, for protocols (RFC 6890).
        || (first == 192 && second == 0 && third == 0)
        // 198.18.0.0/15, for measuring (RFC 2544).
        || (first == 198 && second & 0xfe == 18)
        // 240.0.0.0/4, reserved, with the broadcast address.
        || first >= 240
}

/// The address of IPv4 that one of IPv6 carries: NAT64 (RFC 6052), 6to4 (RFC 3056), or the old compatible form.
fn carried(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let pair = match segments {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0, 0, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => [high, low],
        _ => return None,
    };
    let [a, b] = pair[0].to_be_bytes();
    let [c, d] = pair[1].to_be_bytes();
    Some(Ipv4Addr::new(a, b, c, d))
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderMap, HeaderValue, LOCATION};

    use super::*;

    fn followed(from: &str, to: &'static str) -> Result<String, String> {
        let mut route = Route::from(Url::parse(from).expect("an address"));
        let headers = HeaderMap::from_iter([(LOCATION, HeaderValue::from_static(to))]);
        let followed = route.follow(&headers, &Addresses::default());
        followed.map_err(|error| error.to_string())?;
        Ok(route.here().to_string())
    }

    #[test]
    fn addresses_of_this_machine_and_its_network_are_local() {
        for local in [
            "127.0.0.1",
            "127.8.8.8",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fd00::1",
            "fe80::1",
            "::ffff:127.0.0.1",
            "192.0.0.8",
            "198.18.0.1",
            "198.19.255.255",
            "240.0.0.1",
            "224.0.0.1",
            "fec0::1",
            "feff::1",
            "ff02::1",
            "64:ff9b::7f00:1",
            "64:ff9b::a01:203",
            "64:ff9b:1::101:101",
            "2002:7f00:1::",
            "2002:c0a8:101::1",
            "::127.0.0.1",
        ] {
            assert!(is_local(local.parse().expect("an address")), "{local}");
        }
        for public in [
            "1.1.1.1",
            "172.32.0.1",
            "100.128.0.1",
            "2606:4700::1111",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
            "2002:101:101::1",
            "192.0.1.1",
            "198.20.0.1",
        ] {
            assert!(!is_local(public.parse().expect("an address")), "{public}");
        }
    }

    #[test]
    fn a_public_host_does_not_send_us_inwards() {
        for inward in [
            "http://127.0.0.1/",
            "http://[::1]/",
            "http://2130706433/",
            "http://localhost/",
            "//10.0.0.1/",
        ] {
            let refused = followed("http://203.0.113.1/page", inward).expect_err(inward);
            assert!(
                refused.starts_with("redirected from a public host to http://"),
                "{refused}"
            );
        }
        assert_eq!(
            followed("http://127.0.0.1/page", "http://127.0.0.1:81/"),
            Ok("http://127.0.0.1:81/".into())
        );
        assert_eq!(
            followed("http://127.0.0.1/page", "http://203.0.113.1/"),
            Ok("http://203.0.113.1/".into())
        );
    }

    #[test]
    fn only_another_encrypted_page_is_followed() {
        assert_eq!(followed("http://1.1.1.1/a/b", "../c"), Ok("http://1.1.1.1/c".into()));
        let nowhere = "redirected to `mailto:x@example.org`, which is no http or https address".to_owned();
        assert_eq!(followed("http://1.1.1.1/a", "mailto:x@example.org"), Err(nowhere));
        let missing = "redirected to ``, which is no http or https address".to_owned();
        assert_eq!(followed("http://1.1.1.1/a", ""), Err(missing));
        let clear = "redirected from https to http://1.1.1.1/a, which is not encrypted".to_owned();
        assert_eq!(followed("https://1.1.1.1/a", "http://1.1.1.1/a"), Err(clear));
        let round = "the redirects go round in a circle by way of http://1.1.1.1/a".to_owned();
        assert_eq!(followed("http://1.1.1.1/a", "/a"), Err(round));
    }
}
