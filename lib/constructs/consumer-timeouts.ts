// Timeouts of the queue consumers in seconds; a queue hides its messages six times as long.
export const consumerTimeouts = {
  watchdog: 30,
  executionEnded: 30,
  sweeper: 55,
  pgWebhook: 30,
  auditSealer: 60,
} as const;
