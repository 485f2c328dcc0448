namespace Entracte.ProcessHook.Restore.Processes;

/// <summary>A process, or a zombie, as the plan of a tree sees it. All ids are those of the computation.</summary>
/// <param name="Pid">Its pid.</param>
/// <param name="Parent">Its parent's pid; 0 for the keeper, which stands for everybody outside.</param>
/// <param name="Session">By its leader; 0 for the one that the restart itself is in.</param>
/// <param name="Group">By its leader; 0 for the one that the restart itself is in.</param>
/// <param name="AdoptsOrphans">PR_SET_CHILD_SUBREAPER.</param>
public sealed record TreeNode(int Pid, int Parent, int Session, int Group, bool AdoptsOrphans = false);
