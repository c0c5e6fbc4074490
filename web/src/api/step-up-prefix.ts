/** Where half-finished forms wait while their person signs in again, in the storage of the tab. */
export const stepUpPrefix = "pforte.step-up.";
