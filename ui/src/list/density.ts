// Metrics of the lists in pixels: constants, because style sheets may arrive after the script runs.
import type { Density } from "../api";

export const rowHeights: Readonly<Record<Density, number>> = {
  compact: 28,
  regular: 36,
  roomy: 44,
};
export const coverWidths: Readonly<Record<Density, number>> = {
  compact: 100,
  regular: 124,
  roomy: 152,
};
