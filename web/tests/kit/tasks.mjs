// How long the page keeps its thread: processor time of its longest task, from the browser's own record. A busy machine makes a task long by the
// clock, and not by this measure.

/** Runs it, and gives the milliseconds of processor time of the longest task that the page had meanwhile. */
export async function longestTask(browser, page, run) {
  await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline"] });
  await run();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const thread = own(traceEvents);
  const events = traceEvents.filter((event) => event.ph === "X" && event.tdur > 0 && `${event.pid} ${event.tid}` === thread);
  const tasks = events.filter(({ name }) => name === "ThreadControllerImpl::RunTask");
  if (tasks.length === 0) throw new Error("the browser recorded no task of the page");
  return Math.max(...tasks.map((task) => cost(task, events))) / 1000;
}

/** The main thread that ran scripts. */
function own(events) {
  const of = ({ pid, tid }) => `${pid} ${tid}`;
  const ran = new Set(events.filter(({ name }) => name === "FunctionCall").map(of));
  const mains = events.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain").map(of);
  const found = mains.filter((main) => ran.has(main));
  if (found.length !== 1) throw new Error(`${found.length} pages ran scripts, and it should be one`);
  return found[0];
}

/**
 * Of the task in which the browser hands over a list of chosen files only what the page does with it: before that the browser looks at each file
 * itself, which no page can divide.
 */
function cost(task, events) {
  const within = events.filter(({ ts }) => ts >= task.ts && ts < task.ts + task.dur);
  const chooser = within.some(({ args }) => args?.chrome_mojo_event_info?.watcher_notify_interface_tag === "blink.mojom.FileChooser");
  if (!chooser) return task.tdur;
  return within.filter(({ name }) => name === "EventDispatch").reduce((sum, { tdur }) => sum + tdur, 0);
}
