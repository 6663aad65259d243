namespace Guide.Cli.Doctor;

/// <summary>How a part is doing.</summary>
internal enum DoctorStatus
{
    /// <summary>Works.</summary>
    Ok,

    /// <summary>Does not work, and only some tasks need it.</summary>
    Warning,

    /// <summary>Does not work, and it was asked for.</summary>
    Failed,
}
