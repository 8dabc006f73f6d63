"""One page of each kind in a real browser: what it is called, what it leads to, and how it is read."""

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.browser.browser import NARROW, Browser

READABLE = 4.5  # contrast of a text with its ground, WCAG 2 AA

# One page of each kind, and its heading.
PAGES = {
    "/": "f1-mirror",
    "/season/2025": "Season 2025",
    "/event/2025-qatar": "Qatar Airways Qatar Grand Prix 2025",
    "/session/2025-qatar-race": "Qatar Airways Qatar Grand Prix 2025: Race",
    "/session/2025-qatar-qualifying": "Qatar Airways Qatar Grand Prix 2025: Qual",
    "/driver/lando-norris": "Lando Norris",
    "/-/charts": "Charts",
    "/-/charts/race_trace?session=2025-qatar-race": "Race trace: 2025-qatar-race",
    "/-/exports": "Files to download",
    "/f1": "f1",
    "/f1/-/queries": "Queries",
    "/f1/balldontlie_session_results": "BALLDONTLIE: session results",
    "/f1/balldontlie_drivers/21957": "balldontlie_drivers: 21957",
    "/f1/laps?session_id=2025-qatar-race": "Lap times (view)",
    "/f1/race_trace?session=2025-qatar-race": "Race trace",
    "/f1/search?q=norris": "Search",
}


@pytest.mark.parametrize(("path", "heading"), PAGES.items())
def test_every_kind_of_page_is_read_by_day_by_night_and_on_a_telephone(
    browser: Browser, path: str, heading: str
) -> None:
    browser.open(path)
    assert browser.find("h1").text == heading
    assert len(browser.driver.title) < 100
    browser.figures()
    by_day = browser.contrasts()
    assert len(by_day) > 1
    assert [one for one in by_day if one[0] < READABLE] == []
    browser.screen(NARROW)
    browser.until(lambda: browser.overflow() == 0, "a page no wider than its screen")
    browser.prefer("dark")
    browser.open(path)
    browser.figures()
    assert [one for one in browser.contrasts() if one[0] < READABLE] == []


def test_the_race_trace_of_a_race_in_three_clicks(browser: Browser) -> None:
    browser.open("/")
    browser.click(browser.driver.find_element("link text", "2025"))
    assert browser.path == "/season/2025"
    browser.click(browser.driver.find_element("link text", "Qatar Airways Qatar Grand Prix"))
    assert browser.path == "/event/2025-qatar"
    browser.click(browser.driver.find_element("link text", "Race trace"))
    assert browser.path == "/-/charts/race_trace?session=2025-qatar-race"
    [figure] = browser.figures()
    assert "Lando Norris" in browser.drawn(figure)[1]


def test_with_the_keyboard_alone(browser: Browser) -> None:
    browser.open("/")
    _tab(browser)
    assert browser.run("return document.activeElement.textContent") == "Skip to the content"
    assert browser.run("return document.activeElement.getBoundingClientRect().left >= 0")
    _press(browser, Keys.ENTER)
    assert browser.run("return document.activeElement.id") == "f1-main"
    for _ in range(60):
        _tab(browser)
        if browser.run("return document.activeElement.closest('figure') !== null"):
            break
    else:
        pytest.fail("no chart within sixty steps")
    assert browser.run("return getComputedStyle(document.activeElement).outlineStyle") != "none"
    before = browser.driver.current_url
    while browser.run("return document.activeElement.localName") != "a":
        _tab(browser)
    _press(browser, Keys.ENTER)
    browser.until(lambda: browser.driver.current_url != before, "the chart's page")
    assert browser.path.startswith("/-/charts/race_trace")


def _tab(browser: Browser) -> None:
    _press(browser, Keys.TAB)


def _press(browser: Browser, key: str) -> None:
    ActionChains(browser.driver).send_keys(key).perform()


def test_a_page_and_its_charts_follow_the_reader_into_the_dark(browser: Browser) -> None:
    def colors() -> list[str]:
        ink = "getComputedStyle(document.querySelector('figure .role-axis-title text')).fill"
        return list(browser.run(f"return [getComputedStyle(document.body).backgroundColor, {ink}]"))

    browser.open("/-/charts/race_trace?session=2025-qatar-race")
    browser.figures()
    assert colors() == ["rgb(255, 255, 255)", "rgb(31, 35, 41)"]
    browser.prefer("dark")
    browser.until(lambda: browser.all("figure .role-axis-title text"), "the chart, drawn again")
    browser.until(lambda: colors() == ["rgb(20, 23, 27)", "rgb(230, 233, 237)"], "light ink on a dark page")


def test_the_search(browser: Browser) -> None:
    browser.open("/")
    browser.find("input[name=q]").send_keys("norris")
    browser.click(browser.find(".f1-search button"))
    assert browser.path.startswith("/f1/search?q=norris")
    assert "Lando Norris" in browser.find("table").text
    browser.open("/f1/search?q=zzzqqqxyz")
    assert browser.all("table.rows-and-columns tbody tr") == []


def test_a_picker_leads_to_another_session(browser: Browser) -> None:
    browser.open("/-/charts/tyre_stints")
    browser.find("select[name=session] option[value='2025-qatar-race']").click()
    browser.click(browser.find(".f1-pickers button"))
    assert "session=2025-qatar-race" in browser.path
    assert browser.find("h1").text == "Tyre stints: 2025-qatar-race"


def test_the_instruments_see_what_they_should(chromium: Browser) -> None:
    chromium.renew()
    chromium.open("/-/nowhere")
    chromium.run("console.error('so'); new Image().src = 'http://nowhere.invalid/picture'")
    chromium.run(
        "document.body.innerHTML = '<p style=\"color: #9e9e9e; background: #fff; width: 3000px\">pale</p>'"
    )
    assert chromium.overflow() > 1000
    assert [ratio for ratio, text, _ in chromium.contrasts() if text == "pale"] == [2.68]
    told = chromium.told()
    assert any("so" in one for one in told.errors)
    assert told.refused == [f"404 {chromium.base}/-/nowhere"]
    assert told.abroad(chromium.base) == {"http://nowhere.invalid/picture"}
