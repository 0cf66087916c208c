const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** Whether a text has letters that are read from right to left. */
export const isRightToLeft = (text: string): boolean => RTL.test(text);
