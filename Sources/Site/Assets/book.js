// What the pages do beyond being read: the theme, search, keys, tabs that agree with each other, copying. Without it they can be read all the same.
"use strict";
(() => {
  const root = document.documentElement;

  // What the reader chose, kept where the browser lets it be kept.
  const kept = {
    get(key) { try { return localStorage.getItem("gradbook-" + key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem("gradbook-" + key, value); } catch { /* Then it counts for this page alone. */ } },
  };

  const applyTheme = () => {
    const theme = kept.get("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  };
  // Before the first paint, so that a page does not flash in the other scheme.
  applyTheme();

  const isDark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

  function startTheme() {
    const button = document.querySelector("button.theme");
    const label = () => { button.textContent = isDark() ? "Light" : "Dark"; button.setAttribute("aria-label", button.textContent + " theme"); };
    button.hidden = false;
    label();
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      kept.set("theme", root.dataset.theme);
      label();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", label);
    // A page that the browser kept whole, and shows again on the way back: the reader may have chosen anew since.
    addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      applyTheme();
      label();
    });
  }

  // One language for all blocks; the one that was clicked stays where it is on the screen.
  function startTabs() {
    const choose = (language) => {
      for (const twins of document.querySelectorAll(".twins")) twins.querySelectorAll("input")[language === "python" ? 1 : 0].checked = true;
    };
    if (kept.get("language") === "python") choose("python");
    document.addEventListener("change", (event) => {
      const input = event.target;
      if (!input.matches(".twins input")) return;
      const twins = input.closest(".twins");
      const language = input === twins.querySelector("input") ? "swift" : "python";
      const before = twins.getBoundingClientRect().top;
      choose(language);
      kept.set("language", language);
      window.scrollBy({ top: twins.getBoundingClientRect().top - before, behavior: "instant" });
      markScrollers();
    });
  }

  // What is wider than its place can be scrolled by keyboard.
  function markScrollers() {
    for (const box of document.querySelectorAll("pre, .table, .formula, figure")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; else box.removeAttribute("tabindex");
    }
  }

  async function copy(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    // A page from a server without TLS has no clipboard: the old way.
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }

  function startCopying() {
    for (const block of document.querySelectorAll(".block")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = "Copy";
      button.addEventListener("click", async () => {
        const code = [...block.querySelectorAll("pre > code")].find((code) => code.offsetParent !== null);
        await copy(code.textContent + "\n");
        button.textContent = "Copied";
        setTimeout(() => { button.textContent = "Copy"; }, 1500);
      });
      block.append(button);
    }
  }

  // Which section is being read, in the contents.
  function startFollowing() {
    const links = new Map();
    for (const link of document.querySelectorAll(".contents ol ol a")) {
      const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (heading) links.set(heading, link);
    }
    if (links.size === 0) return;
    const follow = () => {
      let here = null;
      for (const heading of links.keys()) if (heading.getBoundingClientRect().top < innerHeight * 0.3) here = heading;
      for (const [heading, link] of links) link.classList.toggle("here", heading === here);
    };
    let waits = false;
    addEventListener("scroll", () => {
      if (waits) return;
      waits = true;
      requestAnimationFrame(() => { waits = false; follow(); });
    }, { passive: true });
    follow();
    for (const link of links.values()) link.addEventListener("click", () => document.getElementById("-contents").hidePopover?.());
  }

  // Search. The index is a script that calls searchIndex(…): a page from a folder may load a script, but no data.
  let index = null;
  let asked = false;
  const finder = {};

  window.searchIndex = (data) => {
    index = data.sections.map(([chapter, id, heading, words, names]) => ({
      address: data.chapters[chapter][0] + (id ? "#" + id : ""),
      chapter: data.chapters[chapter][1],
      heading, words, headingText: heading.toLowerCase(), text: (words + " " + names).toLowerCase(),
    }));
    find();
  };

  // A section's worth for the words asked for: 0 unless it has them all.
  function worth(section, words) {
    let sum = 0;
    for (const word of words) {
      const inHeading = section.headingText.indexOf(word);
      const inText = section.text.indexOf(word);
      if (inHeading < 0 && inText < 0) return 0;
      const begins = (text, at) => at === 0 || !/[\p{L}\p{N}_]/u.test(text[at - 1]);
      if (inHeading >= 0) sum += begins(section.headingText, inHeading) ? 20 : 10;
      if (inText >= 0) sum += (begins(section.text, inText) ? 3 : 1) + Math.min(section.text.split(word).length - 1, 5);
    }
    return sum;
  }

  // Appends text with the words marked; lower case may not keep lengths, so then nothing is marked.
  function appendMarked(element, text, words) {
    const small = text.toLowerCase();
    let at = 0;
    while (small.length === text.length) {
      let next = -1;
      let length = 0;
      for (const word of words) {
        const place = small.indexOf(word, at);
        if (place >= 0 && (next < 0 || place < next)) { next = place; length = word.length; }
      }
      if (next < 0) break;
      element.append(text.slice(at, next));
      const mark = document.createElement("mark");
      mark.textContent = text.slice(next, next + length);
      element.append(mark);
      at = next + length;
    }
    element.append(text.slice(at));
  }

  function excerpt(section, words) {
    const places = words.map((word) => section.text.indexOf(word)).filter((place) => place >= 0 && place < section.words.length);
    const from = Math.max(0, (places.length ? Math.min(...places) : 0) - 50);
    const start = from === 0 ? 0 : section.words.indexOf(" ", from) + 1;
    return (start > 0 ? "… " : "") + section.words.slice(start, start + 140).trim() + (section.words.length > start + 140 ? " …" : "");
  }

  function find() {
    if (!finder.input) return;
    const words = finder.input.value.toLowerCase().split(/\s+/).filter(Boolean);
    finder.results.replaceChildren();
    if (words.length === 0) { finder.status.textContent = "Type a word or two."; return; }
    if (!index) { finder.status.textContent = "The index is being loaded."; return; }
    const found = index.map((section) => [worth(section, words), section]).filter(([worth]) => worth > 0).sort((a, b) => b[0] - a[0]);
    const count = found.length === 1 ? "1 section" : `${found.length} sections`;
    const shown = found.slice(0, 20);
    finder.status.textContent = found.length === 0 ? "Nothing found." : found.length > shown.length ? `${count}, the best ${shown.length}` : count;
    for (const [, section] of shown) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = section.address;
      const heading = document.createElement("strong");
      appendMarked(heading, section.heading, words);
      const text = document.createElement("span");
      text.append(section.heading === section.chapter ? "" : section.chapter + ": ");
      appendMarked(text, excerpt(section, words), words);
      link.append(heading, text);
      link.addEventListener("click", () => finder.dialog.close());
      item.append(link);
      finder.results.append(item);
    }
  }

  function makeFinder() {
    const dialog = document.createElement("dialog");
    dialog.className = "finder";
    dialog.setAttribute("aria-label", "Search the book");
    dialog.innerHTML = '<form method="dialog"><input type="search" aria-label="Search the book" placeholder="Search the book" autocomplete="off"' +
      ' spellcheck="false"><button type="submit" value="close">Close</button></form><p role="status"></p><ol></ol>';
    document.body.append(dialog);
    finder.dialog = dialog;
    finder.input = dialog.querySelector("input");
    finder.status = dialog.querySelector("p");
    finder.results = dialog.querySelector("ol");
    finder.input.addEventListener("input", find);
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("keydown", (event) => {
      const links = [...finder.results.querySelectorAll("a")];
      const at = links.indexOf(document.activeElement);
      if (event.key === "Escape") {
        // Some browsers would only empty the field.
        event.preventDefault();
        dialog.close();
      } else if (event.key === "Enter" && document.activeElement === finder.input) {
        event.preventDefault();
        links[0]?.click();
      } else if (event.key === "ArrowDown" && links.length > 0) {
        event.preventDefault();
        links[Math.min(at + 1, links.length - 1)].focus();
      } else if (event.key === "ArrowUp" && at >= 0) {
        event.preventDefault();
        (at === 0 ? finder.input : links[at - 1]).focus();
      }
    });
  }

  function openFinder() {
    if (!finder.dialog) makeFinder();
    if (!asked) {
      asked = true;
      const script = document.createElement("script");
      script.src = "search-index.js";
      document.head.append(script);
    }
    if (!finder.dialog.open) finder.dialog.showModal();
    finder.input.select();
    find();
  }

  function startKeys() {
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented || finder.dialog?.open) return;
      const at = document.activeElement;
      // Keys that mean something where the reader is stay there.
      if (at?.matches("input, textarea, select, [contenteditable], [tabindex='0']")) return;
      const turn = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
      if (turn) {
        const link = document.querySelector(`link[rel=${turn}]`);
        if (link) location.href = link.href;
      } else if (event.key === "/" || event.key === "s") {
        event.preventDefault();
        openFinder();
      }
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    startTheme();
    startTabs();
    startCopying();
    startFollowing();
    startKeys();
    const button = document.querySelector("button.search");
    button.hidden = false;
    button.addEventListener("click", openFinder);
    markScrollers();
    addEventListener("resize", markScrollers);
    document.addEventListener("toggle", markScrollers, true);
  });
})();
