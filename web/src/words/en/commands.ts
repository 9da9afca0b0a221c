// What a sentence of the owner's side advises with a command of `dlocker`, as it is done on the page. By the command's first words.
export const commands: ReadonlyArray<readonly [command: string, advice: string]> = [
  ["enrol", "Paste the whole link of the offer here, and type the digits that came apart."],
  ["veto", "If it is not you, say no on the first screen of your locker."],
  ["intents stop", "If it was not you, stop it under More, Changes that wait."],
  ["intents", "Look under More, Changes that wait."],
  ["identity stop", "If it was not you, stop it under More, How your bank knows you."],
  ["identity", "Look under More, How your bank knows you."],
  ["rehearse", "Open it once from here, under More, Rehearse."],
  ["snapshots", "Look under More, Earlier backups."],
  ["restore", "It is under More, Earlier backups."],
  ["method", "Look under More, Your keys."],
  ["devices", "Look under More, Devices."],
  ["reissue", "Look under More, To be issued again."],
  ["messages", "Look under Visits."],
  ["status", "Look at the first screen of your locker."],
  ["close", "Clear what is still remembered here under More, Leave."],
];
