"""The book's pages in a real browser: Chromium, driven by Playwright. `make test-browser` installs what is missing and runs this."""

import functools
import http.server
import os
import pathlib
import shutil
import threading

import pytest
from playwright.sync_api import sync_playwright

SITE = pathlib.Path(os.environ["GRADBOOK_SITE"])


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="session")
def server():
    """The site from a server, on loopback."""
    handler = functools.partial(Quiet, directory=str(SITE))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_port}/"
        httpd.shutdown()


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        # As root, as in a container, Chromium's own sandbox does not start.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, server):
    """Opens pages; at the test's end no page may have asked another host for anything, or have written an error to its console."""
    contexts, problems = [], []

    def open_page(path="01-tensor.html", *, folder=False, width=1280, height=900, **options):
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        base = SITE.as_uri() + "/" if folder else server
        page.on("console", lambda message: problems.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith(base) else problems.append(f"asked for {request.url}"))
        page.goto(base + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


def pages():
    """Every page of the site, by name."""
    return sorted(path.name for path in SITE.glob("*.html"))
