using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.Agents;
using SK = Microsoft.SemanticKernel;

namespace Hitl.Memory;

/// <summary>Semantic Kernel's contents in their stored form. <see cref="ContentReader"/> is the way back.</summary>
internal static class ContentWriter
{
    public static AIContent ToStored(SK.KernelContent item)
    {
        // A type derived from one of these may hold more than we would store, so exact types count.
        Type type = item.GetType();
        AIContent content = item switch
        {
            UnmappedContent unmapped => unmapped.Content,
            SK.TextContent text => FromText(text),
            SK.FunctionCallContent call => FromCall(call),
            SK.FunctionResultContent result => FromResult(result),
            SK.ReasoningContent reasoning => new TextReasoningContent(reasoning.Text) { ProtectedData = (reasoning.InnerContent as TextReasoningContent)?.ProtectedData },
            SK.ActionContent action => new AIContent().With(MessageProperties.Kind, ContentKinds.Action).With(MessageProperties.Text, action.Text),
            SK.ImageContent image when type == typeof(SK.ImageContent) => FromBinary(image, ContentKinds.Image),
            SK.AudioContent audio when type == typeof(SK.AudioContent) => FromBinary(audio, ContentKinds.Audio),
            SK.BinaryContent binary when type == typeof(SK.BinaryContent) => FromBinary(binary, ContentKinds.Binary),
            SK.FileReferenceContent file when type == typeof(SK.FileReferenceContent) => FromFile(file),
            AnnotationContent annotation when type == typeof(AnnotationContent) => FromAnnotation(annotation),
            _ => throw new UnsupportedContentException(type, "No stored form is known for this type of content."),
        };

        return item is UnmappedContent ? content : Finish(item, content);
    }

    private static AIContent Finish(SK.KernelContent item, AIContent content)
    {
        if (item.InnerContent is AIContent { Annotations: { } annotations } && content.Annotations is null)
        {
            content.Annotations = annotations;
        }

        content.AdditionalProperties = PropertyMap.ToStored(item, content.AdditionalProperties);
        if (content is not (DataContent or UriContent or HostedFileContent) && item.MimeType is not null)
        {
            content.With(MessageProperties.MimeType, item.MimeType);
        }

        return content;
    }

    private static TextContent FromText(SK.TextContent text)
    {
        TextContent content = new(text.Text);
        return text.Text is null ? content.With(MessageProperties.NullText, true) : content;
    }

    private static FunctionCallContent FromCall(SK.FunctionCallContent call)
    {
        FunctionCallContent content = new(call.Id ?? string.Empty, ToolNames.Combine(call.PluginName, call.FunctionName), ToolArguments.ToStored(call))
        {
            Exception = call.Exception is { } error ? new InvalidOperationException(error.Message, error) : null,
            InformationalOnly = call.InnerContent is FunctionCallContent { InformationalOnly: true },
        };
        if (call.Exception is not null)
        {
            content.With(MessageProperties.ArgumentsError, call.Exception.Message);
            if (ToolArguments.GetRawText(call) is { } raw)
            {
                content.With(MessageProperties.RawArguments, raw);
            }
        }

        return WithName(content, call.PluginName, call.FunctionName);
    }

    private static FunctionResultContent FromResult(SK.FunctionResultContent result)
    {
        FunctionResultContent content = new(result.CallId ?? string.Empty, ToolResults.ToStored(result.Result))
        {
            Exception = result.Result as Exception ?? (result.InnerContent as FunctionResultContent)?.Exception,
        };
        if (content.Exception is { } error)
        {
            content.With(MessageProperties.ResultError, error.Message);
        }

        return WithName(content, result.PluginName, result.FunctionName);
    }

    private static AIContent FromBinary(SK.BinaryContent binary, string kind)
    {
        string mediaType = ContentKinds.ToMediaType(binary.MimeType, kind);
        AIContent content = binary.Data is { } data
            ? new DataContent(data, mediaType) { Name = (binary.InnerContent as DataContent)?.Name }
            : binary.Uri is not null
                ? new UriContent(binary.Uri, mediaType)
                : throw new UnsupportedContentException(binary.GetType(), "It has neither data nor a URI.");

        if (content is DataContent && binary.Uri is not null)
        {
            content.With(MessageProperties.Uri, binary.Uri.OriginalString);
        }

        if (kind != ContentKinds.FromMediaType(mediaType))
        {
            content.With(MessageProperties.Kind, kind);
        }

        return mediaType == binary.MimeType ? content : content.With(MessageProperties.MimeType, binary.MimeType);
    }

    private static HostedFileContent FromFile(SK.FileReferenceContent file)
    {
        HostedFileContent? stored = file.InnerContent as HostedFileContent;
        HostedFileContent content = new(file.FileId) { Name = stored?.Name, SizeInBytes = stored?.SizeInBytes, CreatedAt = stored?.CreatedAt };
        if (file.Tools is not null)
        {
            content.With(MessageProperties.Tools, file.Tools.ToArray());
        }

        if (file.MimeType is not null)
        {
            string mediaType = ContentKinds.ToMediaType(file.MimeType, ContentKinds.Binary);
            content.MediaType = mediaType;
            return mediaType == file.MimeType ? content : content.With(MessageProperties.MimeType, file.MimeType);
        }

        return content;
    }

    private static AIContent FromAnnotation(AnnotationContent annotation)
    {
        CitationAnnotation citation = new()
        {
            Snippet = annotation.Label,
            Title = annotation.Title,
            AnnotatedRegions = [new TextSpanAnnotatedRegion { StartIndex = annotation.StartIndex, EndIndex = annotation.EndIndex }],
        };
        if (annotation.Kind == AnnotationKind.UrlCitation && Uri.TryCreate(annotation.ReferenceId, UriKind.Absolute, out Uri? url))
        {
            citation.Url = url;
        }
        else
        {
            citation.FileId = annotation.ReferenceId;
        }

        return new AIContent { Annotations = [citation] }
            .With(MessageProperties.Kind, ContentKinds.Annotation)
            .With(MessageProperties.AnnotationKind, annotation.Kind.Label)
            .With(MessageProperties.Reference, annotation.ReferenceId);
    }

    private static T WithName<T>(T content, string? plugin, string? function)
        where T : AIContent
    {
        if (plugin is not null)
        {
            content.With(MessageProperties.Plugin, plugin);
        }

        return function is null ? content : content.With(MessageProperties.Function, function);
    }

    private static T With<T>(this T content, string key, object? value)
        where T : AIContent
    {
        (content.AdditionalProperties ??= [])[key] = value;
        return content;
    }
}
