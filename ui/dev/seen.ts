// What a person with a screen reader learns about a field; for tests.

/** The texts a field points to with aria-describedby, joined. */
export function description(field: HTMLElement): string {
  const ids = (field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
  return ids.map((id) => document.getElementById(id)?.textContent.trim() ?? "").join(" ");
}

export const isInvalid = (field: HTMLElement): boolean =>
  field.ariaInvalid === "true" || field.getAttribute("aria-invalid") === "true";
