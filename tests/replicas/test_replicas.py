"""Two dashboards behind a proxy while parts end and begin: nobody loses a question, for it lives in the address."""

import asyncio
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from own_loop import run_in_own_loop
from postgresql_servers import run_sql
from replicas.crowd import Crowd, Told, show_page
from replicas.running import STUDIES, Site, restart

pytestmark = pytest.mark.timeout(600)

#: Seconds in which people go on after something has happened.
AFTER = 2.0
PEOPLE = 12


async def check_questions(site: Site, told: Told) -> None:
    """Whoever opens an address that somebody had, at either replica, is shown what that person was shown there."""
    for dashboard in site.dashboards:
        for address, shown in told.shown.items():
            assert shown == {await show_page(dashboard.url, address)}, address


def ask(url: str, path: str, **headers: str) -> tuple[int, str]:
    """Status and cookie of an answer."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.getheader("Set-Cookie") or ""
    finally:
        connection.close()


def test_a_person_stays_with_one_and_the_cookie_names_nobody(site: Site) -> None:
    cookies = {ask(site.url, "/")[1] for _ in range(6)}
    assert cookies == {f"net_finder_replica={number}; Path=/; HttpOnly; SameSite=Lax" for number in (1, 2)}
    for number in (1, 2):
        held = {"Cookie": f"net_finder_replica={number}"}
        assert ask(site.url, "/", **held) == (200, "")
    assert "; Secure" in ask(site.url, "/", **{"X-Forwarded-Proto": "https"})[1]
    assert ask(site.url, "/_stcore/metrics")[0] == 404
    assert {ask(site.url, f"/api/{path}")[0] for path in ("health", "ready")} == {200}


async def restart_both_under_load(site: Site) -> Told:
    async with Crowd(site.url, PEOPLE) as told:
        for dashboard in site.dashboards:
            await asyncio.to_thread(restart, dashboard)
            await asyncio.sleep(AFTER)
    await check_questions(site, told)
    return told


def test_a_rolling_restart_loses_no_question(site: Site) -> None:
    told = run_in_own_loop(restart_both_under_load(site))
    print(told)
    assert told.cuts >= PEOPLE, "both were restarted, so each person was cut off at least once"
    assert not told.errors
    assert told.refused == 0, "the other one was there"


async def kill_one_under_load(site: Site) -> Told:
    async with Crowd(site.url, PEOPLE) as told:
        site.dashboards[0].process.kill()
        await asyncio.sleep(AFTER)
        await asyncio.to_thread(site.dashboards[0].start)
    await check_questions(site, told)
    return told


def test_one_that_dies_at_once_loses_no_question(site: Site) -> None:
    told = run_in_own_loop(kill_one_under_load(site))
    print(told)
    assert told.cuts
    assert not told.errors


async def publish_under_load(site: Site) -> Told:
    """Each answer is wholly of the list before or wholly of the one after, whichever replica gave it."""
    async with Crowd(site.url, PEOPLE) as told:
        before = {address: await show_page(site.url, address) for address in list(told.shown)}
        await asyncio.to_thread(site.publish, STUDIES + 40)
        await asyncio.sleep(AFTER)
        shown = {address: set(pages) for address, pages in told.shown.items()}
    after = {address: await show_page(dashboard.url, address) for dashboard in site.dashboards for address in shown}
    for address, pages in shown.items():
        assert after[address] in pages | {before.get(address)} or len(pages) == 1
        assert len(pages) <= 2, address
        if address in before:
            assert pages <= {before[address], after[address]}
    assert any(before[address] != after[address] for address in before)
    return told


def test_a_refresh_shows_the_old_list_or_the_new_one(site: Site) -> None:
    told = run_in_own_loop(publish_under_load(site))
    print(told)
    assert not told.errors
    assert told.cuts == 0


def need_server(site: Site) -> None:
    if site.server is None:
        pytest.skip("files have no server to stop")


def put_out(address: str) -> None:
    """End all connections to the server but this one."""
    others = "backend_type = 'client backend' AND pid <> pg_backend_pid()"
    run_sql(address, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")


async def put_out_under_load(site: Site) -> Told:
    assert site.server
    async with Crowd(site.url, PEOPLE) as told:
        for _ in range(3):
            await asyncio.to_thread(put_out, site.server.address)
            await asyncio.sleep(1)
    await check_questions(site, told)
    return told


def test_connections_that_the_server_ends_are_opened_again(site: Site) -> None:
    need_server(site)
    told = run_in_own_loop(put_out_under_load(site))
    print(told)
    assert not told.errors
    assert told.cuts == 0


async def restart_server_under_load(site: Site) -> Told:
    assert site.server
    async with Crowd(site.url, PEOPLE) as told:
        await asyncio.to_thread(site.server.stop)
        for dashboard in site.dashboards:
            assert (await asyncio.to_thread(ask, dashboard.url, "/api/health"))[0] == 200
            assert (await asyncio.to_thread(ask, dashboard.url, "/api/ready"))[0] == 503
        await asyncio.sleep(1)
        await asyncio.to_thread(site.server.start)
        await asyncio.sleep(AFTER)
    for dashboard in site.dashboards:
        assert (await asyncio.to_thread(ask, dashboard.url, "/api/ready"))[0] == 200
    await check_questions(site, told)
    return told


def test_a_restart_of_postgresql_ends_no_page(site: Site) -> None:
    need_server(site)
    told = run_in_own_loop(restart_server_under_load(site))
    print(told)
    assert told.cuts == 0
    assert not told.errors
