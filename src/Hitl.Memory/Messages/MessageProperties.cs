using System.Collections.Frozen;

namespace Hitl.Memory;

/// <summary>
/// The keys that this library writes into the additional properties of stored messages and contents. They are reserved:
/// metadata of the same name is replaced, and none of them is handed back as metadata.
/// </summary>
public static class MessageProperties
{
    /// <summary>On a call or a result: the plugin's name. Absent when the tool is not part of a plugin.</summary>
    public const string Plugin = "hitl.plugin";

    /// <summary>On a call or a result: the function's name inside its plugin.</summary>
    public const string Function = "hitl.function";

    /// <summary>On a call whose arguments did not parse: the text that the model wrote. Absent when it is not known.</summary>
    public const string RawArguments = "hitl.raw_arguments";

    /// <summary>On a call whose arguments did not parse: the error's message.</summary>
    public const string ArgumentsError = "hitl.arguments_error";

    /// <summary>On the result of a call that failed: the error's message.</summary>
    public const string ResultError = "hitl.result_error";

    /// <summary>On a message or a content: the model that produced it.</summary>
    public const string ModelId = "hitl.model_id";

    /// <summary>On a message or a content: Semantic Kernel's MIME type where the content itself has no place for it.</summary>
    public const string MimeType = "hitl.mime_type";

    /// <summary>On a message of a model, as metadata or additional property: the log-probabilities of its tokens in order, as a list of <see cref="double"/>. For models whose connector does not give them.</summary>
    public const string LogProbabilities = "hitl.log_probabilities";

    /// <summary>On the result of a call: what checks found wrong with it, as kinds with commas between them, for example <c>failed,sql</c>. Calls that follow are trusted less.</summary>
    public const string Findings = "hitl.findings";

    /// <summary>On an answer: the id of the reviewer who put this text in the place of the model's.</summary>
    public const string CorrectedBy = "hitl.corrected_by";

    /// <summary>On a message that stands for an answer: the id of the reviewer who withheld it.</summary>
    public const string WithheldBy = "hitl.withheld_by";

    internal const string Kind = "hitl.kind";
    internal const string NullText = "hitl.null_text";
    internal const string Text = "hitl.text";
    internal const string Uri = "hitl.uri";
    internal const string Tools = "hitl.tools";
    internal const string AnnotationKind = "hitl.annotation_kind";
    internal const string Reference = "hitl.reference";

    private static readonly FrozenSet<string> Reserved = FrozenSet.ToFrozenSet(
        [Plugin, Function, RawArguments, ArgumentsError, ResultError, ModelId, MimeType, LogProbabilities, Findings, CorrectedBy, WithheldBy, Kind, NullText, Text, Uri, Tools, AnnotationKind, Reference],
        StringComparer.OrdinalIgnoreCase);

    internal static bool IsReserved(string key) => Reserved.Contains(key);
}
