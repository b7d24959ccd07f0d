// @ts-check
// Forms that a passkey fills in: `data-passkey` says whether one is made, used, or signs in.
// Without this script the password and the code do the same.

/** @param {string} text @returns {ArrayBuffer} */
function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
}

/** @param {ArrayBuffer | null | undefined} buffer @returns {string | undefined} */
function text(buffer) {
  if (!buffer) return undefined;
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** @param {any[] | undefined} known @returns {any[]} */
function ids(known) {
  return (known ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
}

/** @param {any} asked @param {boolean} passwordless @returns {Promise<any>} */
async function made(asked, passwordless) {
  const said = await navigator.credentials.create({
    publicKey: {
      ...asked,
      challenge: bytes(asked.challenge),
      user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: ids(asked.excludeCredentials),
      authenticatorSelection: {
        ...asked.authenticatorSelection,
        residentKey: passwordless ? "required" : "discouraged",
        requireResidentKey: passwordless,
        ...(passwordless ? { userVerification: "required" } : {}),
      },
    },
  });
  const one = /** @type {PublicKeyCredential} */ (said);
  const answer = /** @type {AuthenticatorAttestationResponse} */ (one.response);
  return {
    ...outside(one),
    response: {
      clientDataJSON: text(answer.clientDataJSON),
      attestationObject: text(answer.attestationObject),
      transports: answer.getTransports?.() ?? [],
    },
  };
}

/** @param {any} asked @returns {Promise<any>} */
async function used(asked) {
  const said = await navigator.credentials.get({
    publicKey: {
      ...asked,
      challenge: bytes(asked.challenge),
      allowCredentials: ids(asked.allowCredentials),
    },
  });
  const one = /** @type {PublicKeyCredential} */ (said);
  const answer = /** @type {AuthenticatorAssertionResponse} */ (one.response);
  return {
    ...outside(one),
    response: {
      clientDataJSON: text(answer.clientDataJSON),
      authenticatorData: text(answer.authenticatorData),
      signature: text(answer.signature),
      userHandle: text(answer.userHandle),
    },
  };
}

/** @param {PublicKeyCredential} one @returns {any} */
function outside(one) {
  return {
    type: one.type,
    id: one.id,
    rawId: text(one.rawId),
    authenticatorAttachment: one.authenticatorAttachment,
    clientExtensionResults: one.getClientExtensionResults(),
  };
}

/** @param {HTMLFormElement} form @returns {Promise<any>} */
async function options(form) {
  if (form.dataset.passkey === "sign-in") {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer.json();
  }
  return JSON.parse(document.getElementById(form.dataset.options ?? "")?.textContent ?? "{}");
}

/** @param {HTMLFormElement} form @returns {Promise<any>} */
async function credential(form) {
  const asked = await options(form);
  if (form.dataset.passkey === "create") {
    const tick = form.querySelector("[name=passwordless]");
    const passwordless = tick instanceof HTMLInputElement && tick.checked;
    return made(asked.creation_options.publicKey, passwordless);
  }
  return used(asked.request_options.publicKey);
}

/** @param {HTMLFormElement} form @param {string} words */
function say(form, words) {
  const place = form.querySelector("[data-passkey-says]");
  if (place instanceof HTMLElement) {
    place.textContent = words;
    place.hidden = false;
  }
}

for (const found of document.querySelectorAll("form[data-passkey]")) {
  const form = /** @type {HTMLFormElement} */ (found);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!window.PublicKeyCredential) {
      say(form, "This browser knows no passkeys. Use your password and a code.");
      return;
    }
    try {
      const answer = await credential(form);
      const field = form.querySelector("[name=credential], [data-credential]");
      /** @type {HTMLInputElement} */ (field).value = JSON.stringify(answer);
      form.submit();
    } catch {
      say(form, "No passkey was used. Try again, or use your password and a code.");
    }
  });
}
