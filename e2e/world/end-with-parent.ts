/**
 * Loaded before the portal of the demo: when the process that started it is gone, however it went, the channel to it
 * closes, and the portal ends as if it had been told to.
 */
const patience = 8000;

process.once("disconnect", () => {
  process.kill(process.pid, "SIGTERM");
  setTimeout(() => process.exit(1), patience).unref();
});
// The channel alone must not keep the portal alive.
process.channel?.unref();
