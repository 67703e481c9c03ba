// Loaded before a command of npm: a wrong setting is the person's to mend, and its reason is all that they need of it.
process.once("uncaughtException", (error) => {
  if (error instanceof Error && error.name === "SettingsFault") console.error(`\n${error.message}\n`);
  else console.error(error);
  process.exit(1);
});
