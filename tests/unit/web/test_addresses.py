"""Which addresses are public, and what a web address may be."""

from __future__ import annotations

import ipaddress

import pytest

from backend.domain.errors import BadInput
from backend.web.addresses import is_public
from backend.web.place import is_same_site, next_place, place_of

NOT_PUBLIC = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "100.100.100.200",
    "169.254.169.254",
    "169.254.170.2",
    "168.63.129.16",
    "192.0.0.192",
    "192.88.99.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fec0::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "ff0e::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b::10.1.2.3",
    "64:ff9b:1::7f00:1",
    "64:ff9b:1:ffff::8.8.8.8",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::",
    "2002:c0a8:101::1",
    "2001:0:7f00:1::",
    "2001::1",
    "2001:db8::1",
    "100::1",
    "2606:4700::5efe:7f00:1",
    "2606:4700::200:5efe:a9fe:a9fe",
]
PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "2606:4700:4700::1111",
    "2001:4860:4860::8888",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2002:808:808::1",
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_E6_an_address_that_is_not_plainly_public_is_refused_in_every_spelling(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_allowed(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        *(
            "file:///etc/passwd",
            "ftp://example.org/x",
            "gopher://example.org:70/x",
            "data:text/html,x",
            "javascript:x()",
        ),
        *(
            "http://user@example.org/",
            "http://user:pass@example.org/",
            "https://example.org@127.0.0.1/",
            "http://@x.org/",
        ),
        *(
            "http:///x",
            "http://",
            "//example.org/x",
            "example.org",
            "http://example.org:99999/",
            "http://example.org:x/",
        ),
        *(
            "http://example.org:22/",
            "http://example.org:25/",
            "http://example.org:0/",
            "http://[::1",
            "http://[fe80::1%25eth0]/",
        ),
        *(
            "http://exa mple.org/",
            "http://example.org\\@127.0.0.1/",
            "http://example.org/\r\nHost: x",
            "http://ex%61mple.org/",
        ),
        *("http://example.org/\0", "http://exa\u200bmple.org/", "http://" + "a" * 3000 + ".org/"),
    ],
)
def test_E6_other_schemes_user_names_and_tricks_with_letters_are_refused(url: str) -> None:
    with pytest.raises(BadInput):
        place_of(url)


def test_an_address_is_taken_apart_once_and_put_together_the_same() -> None:
    assert place_of("HTTPS://EXAMPLE.org.:443/a%20b?q=ü#part").url == "https://example.org/a%20b?q=%C3%BC"
    assert place_of("http://straße.de").url == "http://xn--strae-oqa.de/"
    assert place_of("http://[2606:4700::1]:8080/x").url == "http://[2606:4700::1]:8080/x"


def test_letters_that_look_like_digits_become_the_digits_that_are_judged() -> None:
    assert place_of("http://１２７.0.0.1/").host == "127.0.0.1"


@pytest.mark.parametrize(
    ("here", "there", "same"),
    [
        ("http://example.org/", "https://www.example.org/x", True),
        ("https://www.example.org/", "/other", True),
        ("https://example.org/", "http://example.org/", False),
        ("https://example.org/", "https://example.org.evil.net/", False),
        ("https://example.org/", "https://api.example.org/", False),
        ("https://example.org/", "https://example.org:8443/", False),
    ],
)
def test_a_redirect_is_followed_on_its_own_site_only(here: str, there: str, same: bool) -> None:
    place = place_of(here)

    assert is_same_site(place, next_place(place, there)) is same
