//! At which addresses a bank may be asked.

/// Plain http only on this machine; everything else over TLS. Words for the owner if not.
///
/// # Errors
/// Why nothing is sent there.
pub fn check_address(url: &str) -> Result<(), String> {
    let (scheme, rest) = url.split_once("://").ok_or_else(|| format!("{url} is not an address"))?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host(authority).ok_or_else(|| format!("{url} is not an address"))?;
    match scheme {
        "https" => Ok(()),
        "http" if matches!(host, "localhost" | "127.0.0.1" | "[::1]") => Ok(()),
        "http" => Err(format!("plain http is only for this machine; use https for {host}")),
        other => Err(format!("{other} is not http or https")),
    }
}

/// The host, where nothing but it and a port is named: with a user's name in front, or a backslash, browsers and people read different hosts.
fn host(authority: &str) -> Option<&str> {
    let port_at = match authority.strip_prefix('[').and_then(|rest| rest.find(']')) {
        Some(end) => end + 2,
        None => authority.find(':').unwrap_or(authority.len()),
    };
    let (host, port) = authority.split_at_checked(port_at)?;
    let port_fits = port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    (port_fits && !host.is_empty() && host.chars().all(plain)).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::check_address;

    #[test]
    fn plain_http_leaves_this_machine_never() {
        for fine in [
            "https://bank.example",
            "https://bank.example:8443/v1/bank?x=1",
            "http://127.0.0.1:8700/v1",
            "http://[::1]:1/",
            "http://localhost",
        ] {
            assert!(check_address(fine).is_ok(), "{fine}");
        }
        for refused in [
            "http://bank.example/",
            "http://127.0.0.1.example/",
            "http://127.0.0.1@bank.example/",
            "http://127.0.0.1:80@bank.example/",
            "http://bank.example\\@127.0.0.1/",
            "http://localhost:99999/",
            "ftp://127.0.0.1/",
            "bank",
            "https://",
            "",
        ] {
            assert!(check_address(refused).is_err(), "{refused}");
        }
    }
}
