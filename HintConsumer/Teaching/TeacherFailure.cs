namespace Guide.HintConsumer.Teaching;

/// <summary>Why a teacher gave no hint.</summary>
internal enum TeacherFailure
{
    /// <summary>It is asked too often (429).</summary>
    Busy,

    /// <summary>No connection, a cut one, a time-out, 5xx: asked again.</summary>
    Away,

    /// <summary>An answer that is none: no JSON, no choice, no words. Asked again; in the end the candidate has no hint.</summary>
    Garbage,

    /// <summary>It will not (a refusal, a content filter). Never asked again for this candidate.</summary>
    Refused,

    /// <summary>The request is wrong: key, model or address (400, 401, 403, 404). Asking again is of no use.</summary>
    Misconfigured,

    /// <summary>The budget for hints is spent.</summary>
    Budget,
}
