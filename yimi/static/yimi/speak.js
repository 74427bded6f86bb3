// Speaking instead of typing, where the browser can listen. We keep no sound: only the text in the field is sent.
const Listener = window.SpeechRecognition || window.webkitSpeechRecognition;
const box = document.querySelector("[data-speak]");
const field = box && document.getElementById(box.dataset.speak);

function prepare() {
  const asked = box.querySelector("input");
  const button = box.querySelector("button");
  const status = box.querySelector("[role=status]");
  const label = button.querySelector("span");
  let listening = null;

  const rest = () => {
    listening = null;
    label.textContent = box.dataset.sayStart;
    button.setAttribute("aria-pressed", "false");
  };
  const listen = () => {
    listening = new Listener();
    listening.lang = "zh-CN";
    listening.interimResults = false;
    listening.onresult = ({ results }) => write([...results].map((each) => each[0].transcript).join(""));
    listening.onerror = ({ error }) => {
      const refused = error === "not-allowed" || error === "service-not-allowed";
      status.textContent = refused ? box.dataset.sayRefused : box.dataset.sayUnheard;
    };
    listening.onend = rest;
    status.textContent = "";
    label.textContent = box.dataset.sayStop;
    button.setAttribute("aria-pressed", "true");
    listening.start();
  };
  const write = (said) => {
    field.value = `${field.value}${said}`.slice(0, field.maxLength > 0 ? field.maxLength : undefined);
    status.textContent = box.dataset.sayCheck;
  };

  button.addEventListener("click", () => (listening ? listening.stop() : listen()));
  // nobody is heard before they were asked, nor after they said no
  asked.addEventListener("change", () => {
    button.disabled = !asked.checked;
    if (!asked.checked) listening?.abort();
  });
  field.after(box);
  box.hidden = false;
}

if (Listener && field) prepare();
