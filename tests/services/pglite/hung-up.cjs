// The socket server (0.2.17) listens for no error of a connection that it has let go of: a client that resets it then, as
// one that is killed does, ends the whole server. Loaded before it, this keeps it running; any other error ends it.
process.on("uncaughtException", (error) => {
  console.error("unhandled:", error);
  if (!(error.syscall === "read" || error.syscall === "write") || !["ECONNRESET", "EPIPE"].includes(error.code)) process.exit(70);
});
