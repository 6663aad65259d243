namespace Guide.Cli.Doctor;

/// <summary>One line of <c>guide doctor</c>.</summary>
internal sealed record DoctorFinding(string Part, DoctorStatus Status, string Detail);
