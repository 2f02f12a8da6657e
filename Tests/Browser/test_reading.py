"""Reading: contents, search, keys, themes, tabs, hints, copying."""

import json
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
    # A new page has its address before its script hears keys.
    page.wait_for_load_state()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"01-tensor\.html$"))
    page.wait_for_load_state()
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


@pytest.mark.parametrize("asked", ["   ", "(", "[a-z", "\\", "\u0130", "__proto__", "constructor", "\0", "x" * 20_000, " ".join(["a"] * 500)])
def test_search_takes_whatever_is_typed(open_page, asked):
    page = open_page("index.html")
    page.keyboard.press("/")
    field = page.get_by_role("searchbox")
    field.fill("tensor")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^[0-9]+ sections, the best 20$"))
    expect(page.locator("dialog ol a")).to_have_count(20)
    field.fill(asked)
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^(Type a word or two\.|Nothing found\.|[0-9]+ sections?(, the best 20)?)$"))
    field.fill("version counter")
    expect(page.locator("dialog ol a").first).to_contain_text("version counter", ignore_case=True)


def test_an_index_with_markup_in_it_comes_out_as_text(open_page):
    page = open_page("index.html")
    attack = "<img src=x onerror=alert(1)>"
    index = {"chapters": [["01-tensor.html", attack]], "sections": [[0, "", attack, attack + " words", attack]]}
    page.route("**/search-index.js", lambda route: route.fulfill(body=f"searchIndex({json.dumps(index)})", content_type="text/javascript"))
    page.keyboard.press("/")
    page.get_by_role("searchbox").fill("onerror")
    expect(page.locator("dialog ol a")).to_contain_text(attack)
    expect(page.locator("dialog img")).to_have_count(0)


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


def test_a_page_that_was_kept_for_the_way_back_takes_the_theme_chosen_since(open_page):
    page = open_page(color_scheme="dark")
    page.evaluate("localStorage.setItem('gradbook-theme', 'light')")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    expect(page.get_by_role("button", name="Dark theme")).to_be_visible()


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


def test_by_keyboard_alone_everything_can_be_reached_and_is_seen_when_it_is(open_page):
    page = open_page(reduced_motion="reduce")
    reached = """() => {
        const at = document.activeElement;
        if (at === document.body) return null;
        const seen = at.matches(".twins input") ? at.parentElement : at;
        const box = seen.getBoundingClientRect();
        const style = getComputedStyle(seen);
        const covered = box.bottom <= document.querySelector(".bar").getBoundingClientRect().bottom && !seen.closest(".bar, .skip");
        return { what: seen.className || seen.tagName, seen: !covered && box.top < innerHeight && style.outlineStyle !== "none" && style.opacity > 0 };
    }"""
    kinds, hidden = set(), []
    for key in ["Tab"] * 120 + ["Shift+Tab"] * 60:
        page.keyboard.press(key)
        place = page.evaluate(reached)
        if place:
            kinds.add(place["what"])
            if not place["seen"]:
                hidden.append(place["what"])
    assert hidden == []
    assert {"skip", "home", "search", "theme", "LABEL", "copy", "A"} <= kinds


def test_by_keyboard_alone_hints_open_and_the_menu_gives_the_focus_back(open_page):
    page = open_page(reduced_motion="reduce")
    hint = page.locator(".exercise .hint > summary").first
    hint.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".exercise").first.locator(".hint > summary").nth(1)).to_be_focused()
    page = open_page(width=390, height=844)
    page.get_by_role("button", name="Contents").focus()
    page.keyboard.press("Enter")
    expect(page.locator("nav.contents")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("nav.contents a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Contents")).to_be_focused()


def test_keys_stay_with_the_browser_and_with_what_is_typed_into(open_page):
    page = open_page()
    for key in ["Control+s", "Alt+ArrowRight", "Shift+ArrowRight", "Shift+S"]:
        page.keyboard.press(key)
    expect(page).to_have_url(re.compile(r"01-tensor\.html$"))
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("/")
    page.get_by_role("searchbox").press_sequentially("/s ")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("searchbox")).to_have_value("/s ")
    expect(page).to_have_url(re.compile(r"01-tensor\.html$"))
