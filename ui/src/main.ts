import { mount } from "svelte";
import Bookly from "./App.svelte";
import { app } from "./app.svelte";
import "./styles/index.css";

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no #app");

// The looks are kept by the Rust side. They nearly always arrive before the first paint; when the system's key
// storage is slow they do not, and then an empty page in the system's theme is better than none.
const patience = new Promise((resolve) => setTimeout(resolve, 250));
await Promise.race([app.start(), patience]);
mount(Bookly, { target });
