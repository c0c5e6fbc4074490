import { config } from "zod";

// Compiling schemas needs `eval`, which the page's policy refuses and reports.
config({ jitless: true });

export { z } from "zod";
