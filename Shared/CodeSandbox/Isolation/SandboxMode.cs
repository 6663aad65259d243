namespace Guide.CodeSandbox.Isolation;

/// <summary>How slots are told apart by the kernel.</summary>
public enum SandboxMode
{
    /// <summary>Started by root: every slot has a uid of its own.</summary>
    SlotUid,

    /// <summary>Started by a user with subordinate ids (/etc/subuid, /etc/subgid, newuidmap): every slot has a uid of its own.</summary>
    SubordinateUid,

    /// <summary>Started by a user without them, or asked for: all slots share that uid and differ by their user and pid namespaces. Weaker: process limits are per namespace.</summary>
    SharedUid,
}
