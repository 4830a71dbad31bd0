import "./style.css";
import { greeting } from "./greeting.js";

document.querySelector("#factsheet").textContent = greeting();

if (import.meta.hot) {
  import.meta.hot.accept("./greeting.js", (next) => {
    document.querySelector("#factsheet").textContent = next.greeting();
  });
}
