import { mount } from "svelte";
import Bookly from "./App.svelte";
import { app } from "./app.svelte";
import { showAppearance } from "./appearance";
import "./styles/index.css";

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no #app");

showAppearance(app.preferences.theme, app.density, app.preferences.textPercent);
// Somebody still signed in nearly always gets the library as the first thing to see. When the system's key storage
// is slow, a word about starting is better than an empty page.
const patience = new Promise((resolve) => setTimeout(resolve, 250));
await Promise.race([app.start(), patience]);
mount(Bookly, { target });
