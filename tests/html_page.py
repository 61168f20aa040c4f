"""Reads report.html with the standard library, and fails on what a browser would have to repair."""

from html.parser import HTMLParser

VOID = {"meta"}


class Page(HTMLParser):
    """Everything that the tests ask of a page: its tags in order, its ids, and its texts by tag."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.ids, self.texts, self.declared = [], [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == [], f"not closed: {self.open}"

    def handle_decl(self, decl):
        self.declared.append(decl)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        assert len(found) == len(attrs), f"an attribute twice: {attrs}"
        self.tags.append((tag, found, tuple(self.open)))
        self.ids += [found["id"]] if "id" in found else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> within {self.open}"
        self.open.pop()

    def handle_data(self, data):
        if data.strip():
            self.texts.append((self.open[-1] if self.open else "", data))

    def of(self, tag):
        """The attributes of each element of a kind."""
        return [attrs for name, attrs, _ in self.tags if name == tag]

    def words(self, *tags):
        """The texts directly within elements of a kind, or all but the style sheet."""
        return [text for tag, text in self.texts if (tag in tags if tags else tag != "style")]
