using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.Agents;
using SK = Microsoft.SemanticKernel;

namespace Hitl.Memory;

/// <summary>Stored contents as Semantic Kernel's. <see cref="ContentWriter"/> is the way there.</summary>
internal static class ContentReader
{
    public static SK.KernelContent ToSemanticKernel(AIContent content)
    {
        SK.KernelContent item = content switch
        {
            TextContent text => new SK.TextContent(Has(text, MessageProperties.NullText) ? null : text.Text),
            TextReasoningContent reasoning => new SK.ReasoningContent(reasoning.Text),
            DataContent data => ToBinary(data, data.MediaType),
            UriContent uri when IsAllowed(uri.Uri) => ToBinary(uri, uri.MediaType),
            HostedFileContent file => new SK.FileReferenceContent(file.FileId) { MimeType = file.MediaType, Tools = ReadTools(file) },
            FunctionCallContent call => ToCall(call),
            FunctionResultContent result => ToResult(result),
            _ => Text(content, MessageProperties.Kind) switch
            {
                ContentKinds.Action when Text(content, MessageProperties.Text) is { } text && !string.IsNullOrWhiteSpace(text) => new SK.ActionContent(text),
                ContentKinds.Annotation => ToAnnotation(content),
                _ => new UnmappedContent(content),
            },
        };

        PropertyMap.ToMetadata(content.AdditionalProperties, item);

        // What only Microsoft.Extensions.AI knows of a content is taken from here when the message is stored again.
        item.InnerContent = content;
        if (content.AdditionalProperties?.ContainsKey(MessageProperties.MimeType) == true)
        {
            item.MimeType = Text(content, MessageProperties.MimeType);
        }

        return item;
    }

    private static SK.FunctionCallContent ToCall(FunctionCallContent call)
    {
        (string? plugin, string function) = ToolNames.Split(call);
        SK.KernelArguments? arguments = null;
        if (call.Arguments is not null)
        {
            // Semantic Kernel's names differ in more than case, a model's need not: the last one counts.
            arguments = [];
            foreach ((string name, object? value) in call.Arguments)
            {
                arguments[name] = StoredValues.From(value);
            }
        }

        return new SK.FunctionCallContent(function, plugin, NullIfEmpty(call.CallId), arguments)
        {
            Exception = call.Exception is { } error ? new SK.KernelException(error.Message, error) : null,
        };
    }

    private static SK.FunctionResultContent ToResult(FunctionResultContent result)
    {
        object? value = result.Result is null && result.Exception is { } error ? ToolResults.ErrorText(error) : ToolResults.ToStored(result.Result);
        return new SK.FunctionResultContent(
            Text(result, MessageProperties.Function),
            Text(result, MessageProperties.Plugin),
            NullIfEmpty(result.CallId),
            value);
    }

    private static SK.BinaryContent ToBinary(AIContent content, string mediaType)
    {
        SK.BinaryContent binary = (Text(content, MessageProperties.Kind) ?? ContentKinds.FromMediaType(mediaType)) switch
        {
            ContentKinds.Image => new SK.ImageContent(),
            ContentKinds.Audio => new SK.AudioContent(),
            _ => new SK.BinaryContent(),
        };
        binary.MimeType = mediaType;
        if (content is DataContent data)
        {
            binary.Data = data.Data;
            binary.Uri = Uri.TryCreate(Text(content, MessageProperties.Uri), UriKind.Absolute, out Uri? uri) && IsAllowed(uri) ? uri : null;
        }
        else
        {
            binary.Uri = ((UriContent)content).Uri;
        }

        return binary;
    }

    private static SK.KernelContent ToAnnotation(AIContent content)
    {
        string? reference = Text(content, MessageProperties.Reference);
        if (content.Annotations?.FirstOrDefault() is not CitationAnnotation citation
            || string.IsNullOrWhiteSpace(citation.Snippet)
            || string.IsNullOrWhiteSpace(reference))
        {
            return new UnmappedContent(content);
        }

        TextSpanAnnotatedRegion? region = citation.AnnotatedRegions?.OfType<TextSpanAnnotatedRegion>().FirstOrDefault();
        string? kind = Text(content, MessageProperties.AnnotationKind);
        return new AnnotationContent(string.IsNullOrWhiteSpace(kind) ? default : new AnnotationKind(kind), citation.Snippet, reference)
        {
            Title = citation.Title,
            StartIndex = region?.StartIndex,
            EndIndex = region?.EndIndex,
        };
    }

    private static string[]? ReadTools(HostedFileContent file) =>
        file.AdditionalProperties is { } properties
        && properties.TryGetValue(MessageProperties.Tools, out object? value)
        && StoredValues.From(value) is JsonElement { ValueKind: JsonValueKind.Array } tools
            ? [.. tools.EnumerateArray().Select(tool => tool.ToString())]
            : null;

    // Semantic Kernel throws on the others.
    private static bool IsAllowed(Uri uri) => uri.IsAbsoluteUri && uri.Scheme != "data";

    // An empty id means that the model gave none, which Semantic Kernel's connectors know as null.
    private static string? NullIfEmpty(string id) => id.Length == 0 ? null : id;

    private static string? Text(AIContent content, string key) => PropertyMap.Text(content.AdditionalProperties, key);

    private static bool Has(AIContent content, string key) => content.AdditionalProperties?.ContainsKey(key) == true;
}
