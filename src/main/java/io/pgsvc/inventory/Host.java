package io.pgsvc.inventory;

import io.pgsvc.model.Position;

/**
 * A host of the inventory.
 *
 * @param name  {@code inventory_hostname}
 * @param index its place in the inventory's order, from 0
 * @param at    where it first appears
 */
public record Host(String name, int index, Position at) {}
