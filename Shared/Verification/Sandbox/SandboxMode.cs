namespace Guide.Verification.Sandbox;

/// <summary>How slots are told apart by the kernel.</summary>
public enum SandboxMode
{
    /// <summary>Started by root: every slot has a uid of its own.</summary>
    SlotUid,

    /// <summary>Started by a user: all slots share that uid and differ by their user and pid namespaces. Weaker: process limits are per namespace.</summary>
    SharedUid,
}
