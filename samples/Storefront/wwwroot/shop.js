// The page works without this; with it, what changes is brought up to date, and an order leaves the page where it is.
const live = document.getElementById("live");
const form = document.getElementById("checkout");
const receipt = document.getElementById("receipt");

async function refresh() {
  // Not while a button in it is about to be pressed.
  if (!document.hidden && !live.querySelector(":active")) {
    const answer = await fetch("/status").catch(() => null);
    if (answer?.ok) {
      const focused = document.activeElement?.closest("#live form")?.getAttribute("action");
      live.innerHTML = await answer.text();
      live.querySelector(`form[action="${focused}"] button`)?.focus();
    }
  }
}

form?.addEventListener("submit", async event => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  const answer = await fetch("/checkout", { method: "POST", headers: { Accept: "application/json" } }).catch(() => null);
  const result = await answer?.json().catch(() => null);
  button.disabled = false;
  receipt.className = answer?.ok ? "" : "failed";
  receipt.textContent = answer?.ok ? `Thank you! Your order is ${result.order}, by the ${result.checkout} checkout.` : "The order did not go through. Nothing was charged.";
});

if (live) {
  setInterval(refresh, 1000);
}
