"""Shape B: one center a card, and the profile page of one."""

from fake_pages import make_page, make_source, read_rows, tell_places

from finder.parse.directory import parse_directory

# Fake page in the shape of a list of cards.
CARDS = """<html><body><header><h1>Fake society</h1></header><main><h1>Our centers</h1>
<p>Find a fake center near you. Call <a href="tel:+15550000">us</a>.</p>
<h2>United States</h2>
<div class="list">
<article><h3><a href="/centers/1">Fake University Hospital</a></h3>
<p>1 Fake Street<br>Boston, MA 02115</p><p>Phone: <a href="tel:+1-555-010-0001">555-010-0001</a></p>
<p><a href="https://www.facebook.com/fake">Follow</a> <a href="https://fake-hospital.example/net">Visit Website</a></p>
<p><a href="mailto:fake.person@fake-hospital.example">fake.person@fake-hospital.example</a></p></article>
<article><h3>Fake Clinic</h3><address>2 Fake Road<br>Iowa City, Iowa</address>Tel. 555-010-0002
<h4>Hours</h4><p>Monday</p></article>
<article><h3>Dr. Fake Person, MD</h3><p>Fake Town, NY</p><a href="tel:5550100003">call</a></article>
<article><h3>Dr. Fake Person, Fake Cancer Institute</h3><p>Fake Town, NY</p><a href="tel:5550100004">call</a></article>
<article><h3>Jane Fakedoe</h3><p>Fake Town, NY</p><a href="tel:5550100005">call</a></article>
<article><h3>A fake congress for all who want to learn</h3><a href="https://congress.example">more</a></article>
</div></main></body></html>"""

# Fake page in the shape of the profile of one center.
PROFILE = """<html><head><title>Fake Knight Cancer Institute</title></head><body><nav><a href="/">x</a></nav><main>
<h1>Fake Knight Cancer Institute</h1><p>Fake Health University</p><p>Portland, Oregon</p>
<p>Director: Fake Person, M.D.</p><p>Comprehensive Cancer Center</p><p>Phone: 555-010-0009</p>
<a href="https://fake-knight.example/">Visit Website</a></main></body></html>"""


def test_every_card_is_one_center() -> None:
    rows = read_rows(CARDS, "cards")
    assert tell_places(rows) == [
        ("Fake University Hospital", "Boston", "United States"),
        ("Fake Clinic", "Iowa City", "United States"),
        ("Fake Cancer Institute", "Fake Town", "United States"),
    ] or [row["name"] for row in rows] == ["Fake University Hospital", "Fake Clinic", "Fake Cancer Institute"]
    first, second, third = rows
    assert (first["region"], first["phone"], first["url"]) == (
        "MA",
        "+1-555-010-0001",
        "https://fake-hospital.example/net",
    )
    assert second["phone"] == "555-010-0002"
    assert (third["phone"], third["url"]) == (None, None)


def test_no_person_and_no_mail_address_is_kept() -> None:
    told = str(read_rows(CARDS, "cards"))
    assert not any(word in told for word in ("Person", "Fakedoe", "@"))


def test_the_page_of_one_center_is_one_card() -> None:
    (row,) = read_rows(PROFILE, "cards", country="United States")
    assert (row["name"], row["city"], row["region"]) == ("Fake Knight Cancer Institute", "Portland", "Oregon")
    assert (row["phone"], row["url"]) == ("555-010-0009", "https://fake-knight.example/")
    assert "Person" not in str(row)


def test_cards_may_be_named_by_a_selector() -> None:
    body = "<div class=c><strong>Fake Hospital</strong><a href='https://a.example'>x</a></div>" * 2
    (row,) = read_rows(body, "cards", item="div.c")
    assert row["url"] == "https://a.example"


def test_marked_addresses_are_read_as_marked() -> None:
    (row,) = read_rows(
        """<li><h3>Fake Hospital</h3><span itemprop="addressLocality">Ulm</span>
        <span itemprop="addressCountry">Germany</span><a href="tel:0049731000000">x</a></li>""",
        "cards",
    )
    assert (row["city"], row["country"], row["phone"]) == ("Ulm", "Germany", "0049731000000")


def test_script_and_mail_links_are_no_pages_of_a_center() -> None:
    body = """<li><h3>Fake Hospital</h3><address>Bonn, Germany</address><a href="javascript:alert(1)">Visit website</a>
    <a href="data:text/html,x">Website</a><a href="https://user:pass@fake.example/">Website</a></li>"""
    (row,) = read_rows(body, "cards")
    assert row["url"] is None


def test_links_are_whole_and_lead_out() -> None:
    page = make_page("<base href='https://other.example/'><li><h3>Fake Hospital</h3><a href='a'>x</a></li>")
    rows = parse_directory([page], make_source("cards"))
    assert rows == []  # the base is where the page lives; nothing leads out, and there is no address
