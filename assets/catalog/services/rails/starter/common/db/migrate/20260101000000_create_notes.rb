class CreateNotes < ActiveRecord::Migration[8.1]
  def change
    create_table :notes do |t|
      t.string :text, null: false, limit: 200
      t.integer :words

      t.timestamps
    end
  end
end
