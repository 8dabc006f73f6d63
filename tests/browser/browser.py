"""A headless Chromium, driven by Selenium, which knows what a page asked for, complained about and drew.

Chromium's own flags keep it from the network, and its resolver knows loopback alone; both binaries are the system's, so that
Selenium looks for none.
"""

import json
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE = 30.0  # seconds; a busy machine fails no test
WIDE, NARROW = (1200, 1400), (360, 740)  # pixels
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--disable-extensions",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)  # fmt: skip
# What a drawing shows, by kind of mark: `{"mark-line": 20, ...}`; of axes and legends only the words.
_DRAWN = """
const marks = {}, root = arguments[0];
for (const group of root.querySelectorAll("g.role-mark"))
  for (const one of group.querySelectorAll("path, text"))
    if (one.getAttribute("d") || one.textContent) {
      const kind = group.classList[0];
      marks[kind] = (marks[kind] || 0) + 1;
    }
return [marks, [...root.querySelectorAll("g text")].map((one) => one.textContent)];
"""
# Every text that is seen, with its colour and the ground behind it; what is drawn over pictures is left out.
_TEXTS = """
const rgba = (text) => {
  const parts = text.match(/[\\d.]+/g).map(Number);
  return parts.length === 3 ? [...parts, 1] : parts;
};
const over = (top, below) => [0, 1, 2].map((n) => top[n] * top[3] + below[n] * (1 - top[3])).concat(1);
const ground = (element) => {
  const layers = [];
  for (let one = element; one; one = one.parentElement) layers.push(rgba(getComputedStyle(one).backgroundColor));
  return layers.reverse().reduce((below, top) => over(top, below), rgba("rgb(255, 255, 255)"));
};
const light = (color) => {
  const linear = (n) => n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4;
  const [r, g, b] = color.slice(0, 3).map((n) => linear(n / 255));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const seen = new Map(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const text = walker.currentNode.textContent.trim(), element = walker.currentNode.parentElement;
  if (!text || element.closest("script, style, noscript, title, desc, option, datalist")) continue;
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
  const style = getComputedStyle(element), behind = ground(element);
  const ink = over(rgba(element.closest("svg") ? style.fill : style.color), behind);
  const [low, high] = [light(ink), light(behind)].sort((a, b) => a - b);
  const ratio = (high + 0.05) / (low + 0.05), key = ink + "/" + behind;
  if (!seen.has(key)) seen.set(key, [Math.round(ratio * 100) / 100, text.slice(0, 60), `${ink} on ${behind}`]);
}
return [...seen.values()].sort((a, b) => a[0] - b[0]);
"""

T = TypeVar("T")


def binaries() -> tuple[str, str] | None:
    """The system's Chromium and its driver; None when one is missing."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    driver = shutil.which("chromedriver")
    return None if browser is None or driver is None else (browser, driver)


class Browser:
    """A page in Chromium, at addresses below `base`."""

    def __init__(self, found: tuple[str, str], base: str, profile: Path) -> None:
        options = ChromeOptions()
        options.binary_location, driver = found
        for flag in (*_FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = Chrome(options=options, service=Service(driver))
        self.base = base
        self.renew()

    def renew(self) -> None:
        """An empty page on a wide screen, with nothing emulated and nothing in the logs."""
        self.screen(WIDE)
        self.prefer("light")
        self.scripts(run=True)
        self.driver.get("about:blank")
        self.told()

    def screen(self, size: tuple[int, int]) -> None:
        """Gives the page a screen of so many pixels."""
        width, height = size
        self._emulate(
            "setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )

    def prefer(self, scheme: str) -> None:
        """Makes the reader one who prefers `light` or `dark`."""
        self._emulate("setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def scripts(self, *, run: bool) -> None:
        """Lets the scripts of a page run, or not."""
        self._emulate("setScriptExecutionDisabled", value=not run)

    def _emulate(self, what: str, **how: Any) -> None:
        self.driver.execute_cdp_cmd(f"Emulation.{what}", how)

    def open(self, path: str) -> None:
        """Goes to a page of the mirror and waits until it is loaded."""
        self.driver.get(self.base + path)

    @property
    def path(self) -> str:
        """Where it is, below the base."""
        return str(self.driver.current_url).removeprefix(self.base)

    def find(self, selector: str) -> WebElement:
        """The first element that the CSS selector finds; it is waited for."""
        return self.until(lambda: next(iter(self.all(selector)), None), selector)

    def all(self, selector: str) -> list[WebElement]:
        """All elements that are there now."""
        return list(self.driver.find_elements("css selector", selector))

    def run(self, script: str, *arguments: Any) -> Any:
        """What a script returns."""
        return self.driver.execute_script(script, *arguments)

    def until(self, condition: Callable[[], T | None], what: str) -> T:
        """Waits until the condition is true, and returns what it is; fails with `what` was waited for."""
        return WebDriverWait(self.driver, PATIENCE, 0.05).until(lambda _: condition(), f"waited for {what}")

    def click(self, element: WebElement) -> None:
        """Clicks a link, and waits until its page is there."""
        before = self.driver.current_url
        self.run("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()
        self.until(lambda: self.driver.current_url != before, "another page")

    def figures(self) -> list[WebElement]:
        """The figures of the page, each interactive now."""
        found = self.all("figure[data-spec]")
        for figure in found:
            self.run("arguments[0].scrollIntoView({block: 'center'})", figure)
            self.until(lambda figure=figure: figure.get_attribute("data-drawn"), "a chart")
        return found

    def drawn(self, element: WebElement) -> tuple[Counter[str], set[str]]:
        """How many marks of each kind a drawing in the page has, and its words."""
        marks, words = self.run(_DRAWN, element)
        return Counter(marks), set(words)

    def contrasts(self) -> list[tuple[float, str, str]]:
        """Every pair of colours that text has on this page: contrast ratio (WCAG 2), a text, the colours; worst first."""
        return [(ratio, text, colors) for ratio, text, colors in self.run(_TEXTS)]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the screen."""
        return int(self.run("const e = document.documentElement; return e.scrollWidth - e.clientWidth"))

    def told(self) -> "Told":
        """What happened since it was last asked."""
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        asked = [
            one["params"]["request"]["url"] for one in events if one["method"] == "Network.requestWillBeSent"
        ]
        answers = [one["params"]["response"] for one in events if one["method"] == "Network.responseReceived"]
        return Told(
            [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"],
            {url for url in asked if urlsplit(url).scheme not in ("chrome", "data", "about", "blob")},
            [f"{one['status']} {one['url']}" for one in answers if one["status"] >= 400],
        )

    def close(self) -> None:
        """Ends the browser and its driver."""
        self.driver.quit()


class Told:
    """What a page told: errors on the console, addresses asked for, answers that were errors."""

    def __init__(self, errors: list[str], asked: set[str], refused: list[str]) -> None:
        self.errors, self.asked, self.refused = errors, asked, refused

    def abroad(self, base: str) -> set[str]:
        """The addresses that are not the mirror's."""
        return {url for url in self.asked if not url.startswith(f"{base}/")}
