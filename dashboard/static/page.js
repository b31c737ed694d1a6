// What HTML alone cannot do on a page: copy its address, ask the browser where it is, and follow a link without loading
// everything anew. A button says what it does in data-nf-does, and what to tell in data-nf-done and data-nf-failed,
// beside a place to tell it.

// Two decimals are about a kilometer; the server needs no more to find the town, and forgets it then.
const DECIMALS = 2;
// Longer than any answer takes that a person still waits for.
const LONGEST_RUN = 20000;
// How long nothing changes on a page that is drawn to its end.
const CALM = 100;
// The same where nobody has seen the run begin.
const CALM_UNSEEN = 1000;
// How long a page that is drawn to its end is heard for the first time.
const FIRST_HEARD = 2000;
// How long a screen reader needs to see that what it read is gone.
const PLACE_LOST = 600;
const SCRIPT_STATE = "data-test-script-state";

const deeds = {
  copy: () => navigator.clipboard.writeText(location.href),
  position: () =>
    new Promise((done, failed) => {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const address = new URL(location.href);
          const here = [coords.latitude, coords.longitude].map((degrees) => degrees.toFixed(DECIMALS));
          address.searchParams.set("here", here.join(","));
          location.assign(address);
          done();
        },
        failed,
        { timeout: 20000, maximumAge: 600000 },
      );
    }),
};

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("button[data-nf-does]") : null;
  const deed = button && deeds[button.dataset.nfDoes];
  if (!deed) return;
  const told = button.parentElement.querySelector("[role=status]");
  told.textContent = "";
  let said = button.dataset.nfFailed;
  try {
    await deed();
    said = button.dataset.nfDone;
  } catch {
    // Refused, or not there outside of a safe connection.
  }
  told.textContent = said ?? "";
});

// A page tells its language only when it is loaded (hreflang), and what has a type is no page of Streamlit's.
const OWN_LINK = "[data-testid=stHtml] a[href]:not([target]):not([hreflang]):not([type]):not([download])";
const CONNECTED = "[data-testid=stApp][data-test-connection-state=CONNECTED]";

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest(OWN_LINK) : null;
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  const app = document.querySelector(CONNECTED);
  if (link.origin !== location.origin || !app) return;
  const stays = "nfStays" in link.dataset;
  const address = stays && app.ariaBusy ? turnKept(link) : new URL(link.href);
  const isHere = address.pathname === location.pathname && address.search === location.search;
  if (isHere && !stays) return;
  event.preventDefault();
  if (isHere) return;
  history.pushState(null, "", address);
  whenOver(app, () => (stays ? focusOn(document.getElementById(link.id)) : arrive(link.hash)));
  // Streamlit follows an address that changes as it does when a person goes back.
  dispatchEvent(new PopStateEvent("popstate"));
});

// Where a link of the short list leads while the last tap is not drawn yet: its own address knows nothing of that tap,
// so the trial is put on or taken off the list that stands in the address of the page.
function turnKept(link) {
  const NAME = "keep";
  const nctId = link.id.slice(NAME.length + 1);
  const address = new URL(link.href);
  const isPutOn = address.searchParams.getAll(NAME).includes(nctId);
  const others = new URLSearchParams(location.search).getAll(NAME).filter((kept) => kept && kept !== nctId);
  address.searchParams.delete(NAME);
  const left = isPutOn ? [...others, nctId] : others;
  for (const kept of left.length ? left : [""]) address.searchParams.append(NAME, kept);
  return address;
}

// Calls `then` once the next run of the page has changed something and is over. Until then the page says it is busy.
// A short run can be over before its beginning was ever drawn, so whatever changes is a sign of it. But something of the
// page before may still change while a busy server has not begun, so that sign is given more time.
function whenOver(app, then) {
  let calm;
  let began = false;
  const stop = () => {
    watch.disconnect();
    app.removeAttribute("aria-busy");
  };
  const watch = new MutationObserver((changes) => {
    began ||= changes.some((change) => change.type === "attributes");
    clearTimeout(calm);
    if (app.dataset.testScriptState !== "notRunning") return;
    calm = setTimeout(
      () => {
        stop();
        then();
      },
      began ? CALM : CALM_UNSEEN,
    );
  });
  app.setAttribute("aria-busy", "true");
  watch.observe(app, { subtree: true, childList: true, characterData: true, attributeFilter: [SCRIPT_STATE] });
  setTimeout(stop, LONGEST_RUN);
}

// Where a page that is loaded would begin: at the place that its address names, else at its top and its title.
function arrive(hash) {
  const main = document.querySelector("[data-testid=stMain]");
  const place = hash ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
  if (place) place.scrollIntoView();
  else main?.scrollTo(0, 0);
  focusOn(place ?? main?.querySelector("h1"));
}

function focusOn(element) {
  if (!element) return;
  if (element.tabIndex < 0) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

// A connection that was lost can lead to another server, which knows nothing of this page: there it is made once more,
// from its address. Not while somebody types, for what is sent then makes it anyway.
const CONNECTION = "data-test-connection-state";
// So that not all whose server was stopped come at once.
const LONGEST_WAIT = 3000;
let isCut = false;

new MutationObserver(([change]) => {
  const app = change.target;
  if (change.oldValue === "CONNECTED") isCut = true;
  if (!isCut || !app.matches(CONNECTED)) return;
  isCut = false;
  setTimeout(() => {
    const types = document.activeElement?.matches("input, textarea");
    if (!app.matches(CONNECTED) || types) return;
    whenOver(app, () => {});
    dispatchEvent(new PopStateEvent("popstate"));
  }, Math.random() * LONGEST_WAIT);
}).observe(document, { subtree: true, attributeFilter: [CONNECTION], attributeOldValue: true });

// The page comes with its main part as plain HTML, which stays until the page itself is drawn to its end, and for good
// where that never comes. Not while somebody fills in its form. Where a person reads or stands by then is found again.
const first = document.getElementById("nf-first");
const WHOLE = "[data-testid=stApp][data-test-script-state=notRunning] [data-testid=stMain]:has(.nf-trust)";
const whole = new MutationObserver(wait);
let drawn;

function wait() {
  clearTimeout(drawn);
  if (document.querySelector(WHOLE) && !document.activeElement?.closest("#nf-first form")) drawn = setTimeout(begin, CALM);
}

// Where nothing has the focus by then, a screen reader goes on at what it read last, else at the title. Not where somebody
// was quicker and has pressed something: what that leads to finds its own place.
function begin() {
  whole.disconnect();
  first?.removeEventListener("focusout", waitOn);
  const main = document.querySelector(WHOLE);
  const place = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const goOn = (first && giveWay(first, main, place)) || place || main.querySelector("h1");
  const finding = setTimeout(() => document.activeElement === document.body && focusOn(goOn), PLACE_LOST);
  document.addEventListener("click", () => clearTimeout(finding), { once: true });
  setTimeout(speakUp, FIRST_HEARD);
}

const waitOn = () => setTimeout(wait);
whole.observe(document.getElementById("root"), { subtree: true, childList: true, attributeFilter: [SCRIPT_STATE] });
first?.addEventListener("focusout", waitOn);

// While a page is heard for the first time, no count is told into its first words.
const TOLD = "[data-testid=stMain] :is([role=status], [role=alert])";
const hush = new MutationObserver(() => {
  for (const told of document.querySelectorAll(TOLD)) told.setAttribute("aria-live", "off");
});
hush.observe(document.getElementById("root"), { subtree: true, childList: true });
setTimeout(speakUp, LONGEST_RUN);

// Chromium takes what was within for silent until it changes itself.
function speakUp() {
  hush.disconnect();
  for (const told of document.querySelectorAll(TOLD)) {
    told.removeAttribute("aria-live");
    for (const part of told.querySelectorAll(":not([lang])")) part.lang = document.documentElement.lang;
  }
}

// The heading that was read last, where the same one stands on the page.
function giveWay(first, main, place) {
  const top = (element) => element.getBoundingClientRect().top;
  const read = scrollY > 0 && [...first.querySelectorAll("h2, h3")].find((heading) => top(heading) > 0);
  const height = read && top(read);
  const stood = first.contains(document.activeElement) && document.activeElement.getAttribute("href");
  first.remove();
  const same = read && [...main.querySelectorAll("h2, h3")].find((h) => h.textContent.trim() === read.textContent.trim());
  if (same) main.scrollTop += top(same) - height;
  else if (place) place.scrollIntoView();
  if (stood) focusOn([...main.querySelectorAll("a[href]")].find((link) => link.getAttribute("href") === stood));
  return same;
}

// A button that is gone with what it did leaves the focus to what stands before it: a heading, or a field where a key
// pressed it. After a tap a field would bring up the keyboard of a phone.
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-testid=stButton] button") : null;
  if (!button) return;
  const kinds = event.detail ? "h1, h2, h3" : "input, h1, h2, h3";
  const stops = [...document.querySelectorAll(`[data-testid=stMain] :is(${kinds})`)];
  const before = stops.filter((stop) => stop.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING);
  const goBack = () => document.activeElement === document.body && focusOn(before.findLast((stop) => stop.isConnected));
  const watch = new MutationObserver(() => {
    if (button.isConnected) return;
    watch.disconnect();
    setTimeout(goBack, CALM);
  });
  watch.observe(document.getElementById("root"), { subtree: true, childList: true });
  setTimeout(() => watch.disconnect(), LONGEST_RUN);
});
