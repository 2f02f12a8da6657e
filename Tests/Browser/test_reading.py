"""Reading: contents, search, keys, themes, tabs, hints, copying."""

import re

import pytest
from playwright.sync_api import expect


def test_the_contents_lead_to_chapters_and_their_sections(open_page):
    page = open_page("index.html")
    page.get_by_role("link", name="Tensor", exact=False).first.click()
    expect(page).to_have_url(re.compile(r"01-tensor\.html$"))
    contents = page.get_by_role("navigation", name="Contents")
    expect(contents.locator("[aria-current=page]")).to_contain_text("Tensor")
    contents.get_by_role("link", name="Mixing dtypes").click()
    expect(page).to_have_url(re.compile(r"#mixing-dtypes$"))
    heading = page.get_by_role("heading", name="Mixing dtypes")
    expect(heading).to_be_in_viewport()
    bar = page.locator(".bar").bounding_box()
    assert heading.bounding_box()["y"] >= bar["y"] + bar["height"], "the heading is not under the bar"
    expect(contents.locator("a.here")).to_have_text("Mixing dtypes")


def test_a_heading_links_to_itself(open_page):
    page = open_page()
    page.get_by_role("heading", name="Four facts").get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"#four-facts$"))


def test_arrow_keys_turn_the_pages_and_stay_with_tabs(open_page):
    page = open_page()
    chapters = page.locator(".contents > ol > li > a")
    second = chapters.nth(1).get_attribute("href")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(re.escape(second) + "$"))
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"01-tensor\.html$"))
    page.locator(".twins input").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"01-tensor\.html$"))
    expect(page.locator(".twins input").nth(1)).to_be_checked()


@pytest.mark.parametrize("key", ["/", "s"])
@pytest.mark.parametrize("folder", [False, True])
def test_search_finds_as_one_types(open_page, key, folder):
    page = open_page(folder=folder)
    page.keyboard.press(key)
    dialog = page.get_by_role("dialog", name="Search the book")
    expect(dialog).to_be_visible()
    field = dialog.get_by_role("searchbox")
    expect(field).to_be_focused()
    field.press_sequentially("version counter")
    first = dialog.locator("ol a").first
    expect(first).to_contain_text("version counter", ignore_case=True)
    expect(dialog.get_by_role("status")).to_contain_text("section")
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\.html(#.+)?$"))
    expect(dialog).to_be_hidden()


def test_search_takes_all_words_finds_names_in_code_and_says_when_there_is_nothing(open_page):
    page = open_page("index.html")
    page.get_by_role("button", name="Search").click()
    field = page.get_by_role("searchbox")
    results = page.locator("dialog ol a")
    field.fill("asStrided rows")
    expect(results.first).to_be_visible()
    field.fill("nonexistentword")
    expect(page.get_by_role("status")).to_have_text("Nothing found.")
    expect(results).to_have_count(0)
    field.fill('<img src=x onerror="alert(1)">')
    expect(page.locator("dialog img")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("s")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_the_theme_follows_the_system_until_the_reader_chooses(open_page):
    page = open_page(color_scheme="dark")
    background = lambda: page.evaluate("getComputedStyle(document.body).backgroundColor")
    dark = background()
    page.get_by_role("button", name="Light theme").click()
    light = background()
    assert dark != light
    panel = page.locator("figure svg .panel").first
    assert panel.evaluate("e => getComputedStyle(e).fill") == "rgb(255, 255, 255)", "figures follow the choice"
    page.reload()
    assert background() == light
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Tensor")
    expect(page.get_by_role("button", name="Dark theme")).to_be_visible()
    assert background() == light
    page.get_by_role("button", name="Dark theme").click()
    assert background() == dark


def test_tabs_agree_and_are_remembered_and_the_clicked_one_stays_in_place(open_page):
    page = open_page()
    twins = page.locator(".twins")
    expect(twins.nth(3).locator("pre").nth(1)).to_be_hidden()
    twins.nth(3).scroll_into_view_if_needed()
    before = twins.nth(3).bounding_box()["y"]
    twins.nth(3).get_by_text("PyTorch", exact=True).click()
    assert abs(twins.nth(3).bounding_box()["y"] - before) < 2
    for block in (0, 3, 9):
        expect(twins.nth(block).locator("pre").nth(0)).to_be_hidden()
        expect(twins.nth(block).locator("pre").nth(1)).to_be_visible()
    page.reload()
    expect(twins.nth(5).locator("pre").nth(1)).to_be_visible()


def test_hints_come_one_at_a_time(open_page):
    page = open_page()
    exercise = page.locator(".exercise").first
    hints = exercise.locator(".hint > summary")
    expect(hints.nth(0)).to_be_visible()
    expect(hints.nth(1)).to_be_hidden()
    hints.nth(0).click()
    expect(hints.nth(1)).to_be_visible()
    expect(hints.nth(2)).to_be_hidden()
    hints.nth(1).click()
    expect(hints.nth(2)).to_be_visible()


def test_copying_takes_the_code_that_is_shown(open_page):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    block = page.locator(".block").first
    block.hover()
    block.get_by_role("button", name="Copy").click()
    expect(block.get_by_role("button")).to_have_text("Copied")
    assert "let row = a[0]\n" in page.evaluate("navigator.clipboard.readText()")
    block.get_by_text("PyTorch", exact=True).click()
    block.get_by_role("button", name="Cop").click()
    assert page.evaluate("navigator.clipboard.readText()").startswith("import torch\n")


def test_by_keyboard_alone_the_text_is_one_step_away(open_page):
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the text")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the text")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#-text$"))
