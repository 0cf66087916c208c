/** How somebody is met, by the part of the day. */
export const greeting = {
  morning: "login.morning",
  afternoon: "login.afternoon",
  evening: "login.evening",
} as const;
