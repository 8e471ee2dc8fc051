package io.pgsvc.cli;

import io.pgsvc.publish.Drift;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the word of {@code --drift}. */
final class DriftWords implements ITypeConverter<Drift> {
    @Override
    public Drift convert(String word) {
        return switch (word) {
            case "report" -> Drift.REPORT;
            case "restore" -> Drift.RESTORE;
            default -> throw new TypeConversionException("'" + word + "' is neither report nor restore");
        };
    }
}
