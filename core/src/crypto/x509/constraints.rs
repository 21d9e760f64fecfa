//! Name constraints (RFC 5280 §4.2.1.10): which names may stand below an issuer.
//!
//! Understood are DNS names, hosts of URIs, and directory names. Constraints on anything else, or of another form, are
//! not understood, and whatever stands below them is refused: leaving one out would widen what the issuer allowed.

use der::{Decode, Encode};
use x509_cert::ext::pkix::constraints::name::GeneralSubtree;
use x509_cert::ext::pkix::name::{GeneralName, GeneralNames};
use x509_cert::ext::pkix::{self};
use x509_cert::name::Name;

/// The names of a certificate that constraints may speak of.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// `dNSName` as written.
    pub(super) dns: Vec<Box<str>>,
    /// `uniformResourceIdentifier` as written.
    pub(super) uris: Vec<Box<str>>,
    /// Each a sequence of RDNs in DER.
    directories: Vec<Directory>,
    /// A name of another form: e-mail, IP address, and so on.
    others: bool,
}

type Directory = Vec<Box<[u8]>>;

impl Names {
    /// Takes in the subject.
    pub(super) fn subject(&mut self, name: &Name) {
        if name.iter_rdn().next().is_some() {
            self.directories.extend(directory(name));
        }
    }

    /// Takes in the subject's alternative names.
    pub(super) fn alternative(&mut self, names: &GeneralNames) {
        for name in names {
            match name {
                GeneralName::DnsName(name) => self.dns.push(name.as_str().into()),
                GeneralName::UniformResourceIdentifier(uri) => self.uris.push(uri.as_str().into()),
                GeneralName::DirectoryName(name) => match directory(name) {
                    Some(name) => self.directories.push(name),
                    None => self.others = true,
                },
                GeneralName::OtherName(_)
                | GeneralName::Rfc822Name(_)
                | GeneralName::EdiPartyName(_)
                | GeneralName::IpAddress(_)
                | GeneralName::RegisteredId(_) => self.others = true,
            }
        }
    }
}

/// What an issuer allows below it.
#[derive(Clone, Debug)]
pub(super) enum NameConstraints {
    /// A form or an encoding that is not understood.
    NotUnderstood,
    /// Of each form with a permitted tree a name must be in one; no name may be in an excluded one.
    Trees { critical: bool, permitted: Vec<Tree>, excluded: Vec<Tree> },
}

#[derive(Clone, Debug)]
pub(super) enum Tree {
    Dns(Box<str>),
    Uri(Box<str>),
    Directory(Directory),
}

impl NameConstraints {
    /// Never fails: what is not understood is refused where it is used.
    pub(super) fn read(critical: bool, der: &[u8]) -> Self {
        let Ok(value) = pkix::NameConstraints::from_der(der) else { return Self::NotUnderstood };
        let trees = |subtrees: Option<Vec<GeneralSubtree>>| -> Option<Vec<Tree>> {
            match subtrees {
                None => Some(Vec::new()),
                // SIZE (1..MAX).
                Some(subtrees) if subtrees.is_empty() => None,
                Some(subtrees) => subtrees.iter().map(Tree::read).collect(),
            }
        };
        match (trees(value.permitted_subtrees), trees(value.excluded_subtrees)) {
            (Some(permitted), Some(excluded)) if !(permitted.is_empty() && excluded.is_empty()) => {
                Self::Trees { critical, permitted, excluded }
            }
            _ => Self::NotUnderstood,
        }
    }

    /// Understood, and critical as they must be.
    pub(super) const fn is_understood(&self) -> bool {
        matches!(self, Self::Trees { critical: true, .. })
    }

    /// Whether these names may stand below.
    pub(super) fn allow(&self, names: &Names) -> bool {
        let Self::Trees { permitted, excluded, .. } = self else { return false };
        // An e-mail or an IP address is not what these trees speak of (RFC 5280: restrictions apply to their own form).
        let directories = names.directories.iter().all(|name| {
            inside(permitted, Tree::directory, |tree| name.starts_with(tree))
                && !excluded.iter().filter_map(Tree::directory).any(|tree| name.starts_with(tree))
        });
        let dns = names.dns.iter().all(|name| {
            // A wildcard stands for names inside and outside of a tree alike.
            let has_trees = permitted.iter().chain(excluded).any(|tree| tree.dns().is_some());
            (!has_trees || !name.contains('*'))
                && inside(permitted, Tree::dns, |tree| is_below(name, tree))
                && !excluded.iter().filter_map(Tree::dns).any(|tree| is_below(name, tree))
        });
        let uris = names.uris.iter().all(|uri| {
            let has_trees = permitted.iter().chain(excluded).any(|tree| tree.uri().is_some());
            match host(uri) {
                Some(host) => {
                    inside(permitted, Tree::uri, |tree| is_host_in(host, tree))
                        && !excluded.iter().filter_map(Tree::uri).any(|tree| is_host_in(host, tree))
                }
                None => !has_trees,
            }
        });
        directories && dns && uris
    }
}

/// In some permitted tree of its form, if there is any of that form.
fn inside<'t, T: ?Sized + 't>(
    permitted: &'t [Tree],
    form: impl Fn(&'t Tree) -> Option<&'t T>,
    holds: impl Fn(&T) -> bool,
) -> bool {
    let mut trees = permitted.iter().filter_map(form).peekable();
    trees.peek().is_none() || trees.any(holds)
}

impl Tree {
    fn read(subtree: &GeneralSubtree) -> Option<Self> {
        // §4.2.1.10: minimum is 0 and maximum is absent.
        if subtree.minimum != 0 || subtree.maximum.is_some() {
            return None;
        }
        match &subtree.base {
            GeneralName::DnsName(name) => host_name(name.as_str()).then(|| Self::Dns(name.as_str().into())),
            GeneralName::UniformResourceIdentifier(host) => {
                let name = host.as_str();
                host_name(name.strip_prefix('.').unwrap_or(name)).then(|| Self::Uri(name.into()))
            }
            GeneralName::DirectoryName(name) => directory(name).map(Self::Directory),
            GeneralName::OtherName(_)
            | GeneralName::Rfc822Name(_)
            | GeneralName::EdiPartyName(_)
            | GeneralName::IpAddress(_)
            | GeneralName::RegisteredId(_) => None,
        }
    }

    fn dns(&self) -> Option<&str> {
        if let Self::Dns(name) = self { Some(name) } else { None }
    }

    fn uri(&self) -> Option<&str> {
        if let Self::Uri(host) = self { Some(host) } else { None }
    }

    fn directory(&self) -> Option<&[Box<[u8]>]> {
        if let Self::Directory(name) = self { Some(name) } else { None }
    }
}

fn directory(name: &Name) -> Option<Directory> {
    name.iter_rdn().map(|rdn| rdn.to_der().ok().map(Vec::into_boxed_slice)).collect()
}

/// Labels of letters, digits and hyphens, with a dot between each.
fn host_name(name: &str) -> bool {
    let label = |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    name.split('.').all(label)
}

/// The tree's own name, or labels before it.
fn is_below(name: &str, tree: &str) -> bool {
    let Some(place) = name.len().checked_sub(tree.len()) else { return false };
    let (Some(before), Some(end)) = (name.get(..place), name.get(place..)) else { return false };
    end.eq_ignore_ascii_case(tree) && (before.is_empty() || before.ends_with('.'))
}

/// A tree that begins with a dot is of the hosts below it, any other of that host alone.
fn is_host_in(host: &str, tree: &str) -> bool {
    match tree.strip_prefix('.') {
        Some(domain) => host.len() > tree.len() && is_below(host, domain),
        None => host.eq_ignore_ascii_case(tree),
    }
}

/// The host of a URI, if it is a name: `scheme://[user@]host[:port][/…]`.
fn host(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    let is_address = host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (host_name(host) && !is_address).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_of_dns_names_is_of_whole_labels() {
        for (name, tree, expected) in [
            ("example.com", "example.com", true),
            ("a.example.com", "example.com", true),
            ("A.EXAMPLE.com", "example.COM", true),
            ("badexample.com", "example.com", false),
            ("example.com.evil", "example.com", false),
            ("com", "example.com", false),
            ("", "example.com", false),
            ("é.example.com", "example.com", true),
        ] {
            assert_eq!(is_below(name, tree), expected, "{name} {tree}");
        }
    }

    #[test]
    fn a_tree_of_uris_is_one_host_or_all_below_a_domain() {
        for (uri, tree, expected) in [
            ("https://a.example/x", "a.example", true),
            ("https://b.a.example/x", "a.example", false),
            ("https://b.a.example:8443?x", ".a.example", true),
            ("https://a.example", ".a.example", false),
            ("https://a.example@evil.example", "a.example", false),
            ("https://user@a.example", "a.example", true),
            ("https://A.EXAMPLE", "a.example", true),
        ] {
            assert_eq!(host(uri).is_some_and(|host| is_host_in(host, tree)), expected, "{uri} {tree}");
        }
        for none in ["urn:x:y", "https://", "https://192.0.2.1/", "https://[2001:db8::1]/", "mailto:a@a.example"] {
            assert_eq!(host(none), None, "{none}");
        }
    }
}
