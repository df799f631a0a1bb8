from html.parser import HTMLParser

from fashion_search.display import Card, cards_html, grid_html

JPEG = b"\xff\xd8\xff\xe0 not really"
VOID = {"img", "meta", "br"}


class Outline(HTMLParser):
    """Collects tags, attributes and texts, and fails on tags that do not nest."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.texts, self._open = [], [], [], []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def test_a_card_shows_title_subtitle_price_and_score():
    texts = Outline(
        cards_html([Card(title="Red dress", subtitle="Dresses", price=1299.5, score=0.876)])
    ).texts
    assert texts == ["0.88", "Red dress", "Dresses", "1,299.50"]


def test_parts_that_are_none_take_no_room():
    html = cards_html([Card(title="Red dress")])
    assert Outline(html).texts == ["Red dress"]
    for part in ("fs-score", "fs-subtitle", "fs-price"):
        assert part not in html


def test_a_free_product_with_score_zero_shows_both():
    assert Outline(cards_html([Card(title="x", price=0.0, score=0.0)])).texts == ["0.00", "x", "0.00"]


def test_a_picture_stands_inside_with_the_title_as_alternative_text():
    attributes = dict(Outline(cards_html([Card(title='"Red" & co', picture=JPEG)])).attributes)
    assert attributes["src"].startswith("data:image/jpeg;base64,")
    assert attributes["alt"] == '"Red" & co'


def test_without_a_picture_there_is_a_placeholder_that_says_so():
    for picture in (None, b"", b"no picture at all"):
        outline = Outline(cards_html([Card(title="x", picture=picture)]))
        assert "img" not in outline.tags
        assert ("aria-label", "no picture") in outline.attributes


def test_hostile_texts_stay_texts():
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    outline = Outline(grid_html([Card(title=evil, subtitle=evil, picture=JPEG)], title=evil))
    assert "script" not in outline.tags
    assert outline.tags.count("img") == 1
    assert not [name for name, _ in outline.attributes if name.startswith("on")]
    assert outline.texts.count(evil) == 3


def test_cards_keep_their_order():
    texts = Outline(cards_html(Card(title=str(n)) for n in range(5))).texts
    assert texts == ["0", "1", "2", "3", "4"]


def test_no_cards_say_that_nothing_was_found():
    assert "Nothing found." in Outline(grid_html([])).texts


def test_a_grid_asks_nothing_of_a_network():
    html = grid_html([Card(title="x", picture=JPEG)], title="t")
    assert "http" not in html
    assert "url(" not in html
    assert "@import" not in html


def test_every_style_rule_is_kept_to_our_own_classes():
    style = grid_html([]).split("<style>")[1].split("</style>")[0]
    selectors = [part.split("{")[0].strip() for part in style.replace("\n", "").split("}") if part.strip()]
    assert selectors
    assert all(one.startswith(".fs-") for selector in selectors for one in selector.split(","))
