// The name with which somebody last signed in here, so that they need not type it each time. Nothing else is kept in this browser.

const PLACE = "dlocker-staff-name";

export function remember(name: string): void {
  try {
    localStorage.setItem(PLACE, name);
  } catch {
    // A browser that keeps nothing has its reasons.
  }
}

export function remembered(): string {
  try {
    return localStorage.getItem(PLACE) ?? "";
  } catch {
    return "";
  }
}
