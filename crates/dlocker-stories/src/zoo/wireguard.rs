//! `WireGuard`.

use super::{Animal, Item, Place, Tried, Vital};

/// A configuration of `WireGuard`.
pub(super) const WIREGUARD: [Animal; 1] = [Animal {
    name: "wireguard",
    sort: "WireGuard",
    proof: "`wg-quick strip` reads it, `wg pubkey` gives the public key that the other side knows",
    make,
    works,
    items: &[Item::new("wg0.conf", "wireguard-config").label("10.0.0.2/32")],
    vital: &[Vital::at("wg0.conf", 20)],
}];

fn make(place: &Place) -> Tried {
    let (own, other) = (place.tool("wg", "genkey").text()?, place.tool("wg", "genkey").text()?);
    let other = place.tool("wg", "pubkey").input(other).text()?;
    place.tell("public", place.tool("wg", "pubkey").input(&own).text()?)?;
    let interface = format!("[Interface]\nPrivateKey = {own}\nAddress = 10.0.0.2/32\n");
    let peer = format!("[Peer]\nPublicKey = {other}\nEndpoint = vpn.example.com:51820\nAllowedIPs = 10.0.0.0/24\n");
    place.keep("wg0.conf", format!("{interface}\n{peer}"))?;
    place.run("chmod", "600 wg0.conf")
}

fn works(place: &Place) -> Tried {
    let file = place.wallet("wg0.conf");
    let stripped = place.tool("wg-quick", "strip").arg(&file).text()?;
    let key =
        stripped.lines().find_map(|line| line.strip_prefix("PrivateKey = ")).ok_or("there should be a key in it")?;
    let public = place.tool("wg", "pubkey").input(key).text()?;
    if !stripped.contains("vpn.example.com:51820") {
        return Err("the other side is missing".to_owned());
    }
    if public == place.known("public")? { Ok(()) } else { Err("it is another key".to_owned()) }
}
