/* A button that looks as our launcher does, and does nothing. */
const button = document.createElement("button");
button.textContent = "Ask the docs";
button.style.cssText = `position: fixed; inset: auto 20px 20px auto; min-height: 48px; padding: 0 20px; border: 0;
  border-radius: 24px; background: #3451d1; color: #fff; font: 600 16px / 1.6 system-ui, sans-serif;
  box-shadow: 0 6px 32px #0004`;
document.body.append(button);
