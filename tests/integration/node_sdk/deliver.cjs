// Deliver through the unmodified SDK: node deliver.cjs HOST WRITE_KEY
const { Analytics } = require("@segment/analytics-node");

const [host, writeKey] = process.argv.slice(2);
const analytics = new Analytics({ host, writeKey, flushAt: 3, maxRetries: 0 });
const failures = [];
analytics.on("error", (err) => failures.push(String(err.code || err)));

const who = { userId: "node-1" };
const traits = { email: "node-1@example.test", firstName: "Nadia", plan: null };
analytics.identify({ ...who, traits, messageId: "node-identify" });
analytics.track({
  ...who,
  event: "Order Completed",
  properties: { total: 12.5 },
  messageId: "node-track",
});
analytics.page({ ...who, name: "Home", messageId: "node-page" });
// A batch of its own, with an id that was delivered already.
analytics.track({ ...who, event: "Order Completed", messageId: "node-track" });

analytics.closeAndFlush({ timeout: 10_000 }).then(() => {
  console.log(JSON.stringify({ failures }));
  process.exit(failures.length ? 1 : 0);
});
