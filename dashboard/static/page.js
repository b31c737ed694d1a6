// What HTML alone cannot do on a page: copy its address, and ask the browser where it is, each only at a tap.
// A button says what it does in data-nf-does, and what to tell in data-nf-done and data-nf-failed, beside a place to tell it.

// Two decimals are about a kilometer; the server needs no more to find the town, and forgets it then.
const DECIMALS = 2;

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
