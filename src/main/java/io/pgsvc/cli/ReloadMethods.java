package io.pgsvc.cli;

import io.pgsvc.haproxy.ReloadMethod;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the word of {@code --reload}. */
final class ReloadMethods implements ITypeConverter<ReloadMethod> {
    @Override
    public ReloadMethod convert(String word) {
        return ReloadMethod.of(word).orElseThrow(() -> new TypeConversionException(
                "'" + word + "' is none of auto, master, systemd, signal, command, none"));
    }
}
