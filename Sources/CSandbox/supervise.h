#ifndef CSANDBOX_SUPERVISE_H
#define CSANDBOX_SUPERVISE_H

#include <sys/types.h>

/// Closes every descriptor from `first` on.
void csandbox_close_from(int first);

/// Makes the calling process the reaper of its descendants. Call before the command is forked.
void csandbox_prepare_supervisor(void);

/// Waits for the command or for the end of `lifeline`, kills all that is left of the tree, and ends the way
/// the command ended.
_Noreturn void csandbox_supervise(pid_t command, int lifeline);

#endif
