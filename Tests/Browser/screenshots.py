"""Pictures of each kind of page in both schemes, wide and as on a phone, to be looked at."""

import os
import pathlib
import shutil
import sys

from playwright.sync_api import sync_playwright

SITE = pathlib.Path(os.environ["GRADBOOK_SITE"]).as_uri()
folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)

PLACES = {
    "contents": ("index.html", None),
    "chapter": ("01-tensor.html", None),
    "figure": ("01-tensor.html", "figure"),
    "failure": ("01-tensor.html", ".fails"),
    "table": ("01-tensor.html", ".table"),
    "exercise": ("01-tensor.html", ".exercise"),
    "end": ("01-tensor.html", ".turning"),
    "whole": ("book.html", None),
}

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
    for scheme in ("light", "dark"):
        for device, width, height in (("wide", 1280, 860), ("phone", 390, 844)):
            context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": height}, reduced_motion="reduce")
            page = context.new_page()
            for name, (path, selector) in PLACES.items():
                page.goto(f"{SITE}/{path}")
                if selector:
                    page.locator(selector).first.evaluate("e => { e.scrollIntoView({block: 'center'}) }")
                page.wait_for_timeout(100)
                page.screenshot(path=folder / f"{name}-{device}-{scheme}.png")
            page.goto(f"{SITE}/01-tensor.html")
            page.keyboard.press("/")
            page.get_by_role("searchbox").fill("memory")
            page.locator("dialog ol a").first.wait_for()
            page.screenshot(path=folder / f"search-{device}-{scheme}.png")
            if device == "phone":
                page.keyboard.press("Escape")
                page.get_by_role("button", name="Contents").click()
                page.screenshot(path=folder / f"menu-{device}-{scheme}.png")
            context.close()
    browser.close()
